import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import { PasswordField } from '../sign-in/password-field.tsx';
import { type PasswordProblem, passwordProblem } from '../sign-in/password-problem.ts';

type Step =
  | { type: 'closed' }
  | { type: 'cancelled' }
  | { type: 'asking'; problem: PasswordProblem }
  | { type: 'deleting' };

interface DeleteAccountProps {
  username: string;
  /** Rejects with what is to be told. */
  onDelete: (password: string) => Promise<void>;
}

/** A button that turns into its own question, which only the password answers. */
export function DeleteAccount({ username, onDelete }: DeleteAccountProps) {
  const [step, setStep] = useState<Step>({ type: 'closed' });
  const opener = useRef<HTMLButtonElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const asked = step.type === 'asking' || step.type === 'deleting';
  useEffect(() => {
    if (step.type === 'asking') password.current?.focus();
    if (step.type === 'cancelled') opener.current?.focus();
  }, [step.type]);

  const refuse = (problem: PasswordProblem) => {
    setStep({ type: 'asking', problem });
    password.current?.focus();
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (step.type === 'deleting') return;
    const typed = password.current?.value ?? '';
    if (!typed) return refuse({ current: i18n.t('signIn.passwordMissing') });
    setStep({ type: 'deleting' });
    await onDelete(typed).catch((error: unknown) => refuse(passwordProblem(error, i18n.t)));
  };

  if (!asked) {
    return (
      <div key="open" class="row">
        <button
          type="button"
          class="danger"
          ref={opener}
          onClick={() => setStep({ type: 'asking', problem: {} })}
        >
          {i18n.t('deletion.open')}
        </button>
      </div>
    );
  }
  const problem = step.type === 'asking' ? step.problem : {};
  const deleting = step.type === 'deleting';
  return (
    <form
      key="ask"
      class="stack narrow"
      method="post"
      noValidate
      aria-labelledby="deletion-question"
      aria-busy={deleting ? 'true' : undefined}
      onSubmit={submit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape' && !deleting) setStep({ type: 'cancelled' });
      }}
    >
      <p id="deletion-question">{i18n.t('deletion.question')}</p>
      <div class="live" role="alert">
        {problem.form ? <p class="notice bad">{problem.form}</p> : null}
      </div>
      <input type="text" name="username" autocomplete="username" value={username} readOnly hidden />
      <PasswordField
        label={i18n.t('deletion.password')}
        name="password"
        autocomplete="current-password"
        inputRef={password}
        problem={problem.current ?? problem.next}
      />
      <div class="row">
        <button type="submit" class="danger" aria-disabled={deleting ? 'true' : undefined}>
          {i18n.t('deletion.confirm')}
        </button>
        <button
          type="button"
          aria-disabled={deleting ? 'true' : undefined}
          onClick={() => !deleting && setStep({ type: 'cancelled' })}
        >
          {i18n.t('confirm.cancel')}
        </button>
      </div>
      <div class="live" role="status">
        {deleting ? <p class="quiet">{i18n.t('deletion.working')}</p> : null}
      </div>
    </form>
  );
}
