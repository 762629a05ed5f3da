import { useRef, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { PasswordField } from '../sign-in/password-field.tsx';
import { fieldToMend, type PasswordProblem, passwordProblem } from '../sign-in/password-problem.ts';

type Progress =
  | { step: 'idle' }
  | { step: 'working' }
  | { step: 'changed' }
  | { step: 'refused'; problem: PasswordProblem };

/** Changes the password. A hidden name field tells password managers whose it is. */
export function PasswordForm({
  api,
  username,
  onChanged,
}: {
  api: AccountApi;
  username: string;
  onChanged: () => Promise<void>;
}) {
  const [progress, setProgress] = useState<Progress>({ step: 'idle' });
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);

  const refuse = (problem: PasswordProblem) => {
    setProgress({ step: 'refused', problem });
    const field = fieldToMend(problem);
    if (field) ({ current, next })[field].current?.focus();
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (progress.step === 'working') return;
    const typed = { current: current.current?.value ?? '', next: next.current?.value ?? '' };
    if (!typed.current) return refuse({ current: i18n.t('signIn.passwordMissing') });
    if (!typed.next) return refuse({ next: i18n.t('security.newPasswordMissing') });
    setProgress({ step: 'working' });
    try {
      await api.changePassword(typed.current, typed.next);
      (event.target as HTMLFormElement).reset();
      setProgress({ step: 'changed' });
      await onChanged();
    } catch (error) {
      refuse(passwordProblem(error, i18n.t));
    }
  };

  const problem = progress.step === 'refused' ? progress.problem : {};
  return (
    <form class="stack narrow" method="post" noValidate onSubmit={submit} aria-labelledby="password-heading">
      <h3 id="password-heading">{i18n.t('security.passwordHeading')}</h3>
      <p class="quiet">{i18n.t('security.passwordIntro')}</p>
      <input type="text" name="username" autocomplete="username" value={username} readOnly hidden />
      <PasswordField
        label={i18n.t('security.currentPassword')}
        name="current"
        autocomplete="current-password"
        inputRef={current}
        problem={problem.current}
      />
      <PasswordField
        label={i18n.t('security.newPassword')}
        name="next"
        autocomplete="new-password"
        inputRef={next}
        hint={i18n.t('signIn.passwordHint')}
        problem={problem.next}
      />
      <div class="row">
        <button
          type="submit"
          class="primary"
          aria-disabled={progress.step === 'working' ? 'true' : undefined}
        >
          {i18n.t('security.changePassword')}
        </button>
      </div>
      <div class="live" role="status">
        {describe(progress)}
      </div>
    </form>
  );
}

function describe(progress: Progress) {
  switch (progress.step) {
    case 'idle':
      return null;
    case 'working':
      return <p class="quiet">{i18n.t('security.changing')}</p>;
    case 'changed':
      return <p class="good">{i18n.t('security.passwordChanged')}</p>;
    case 'refused':
      return progress.problem.form ? <p class="notice bad">{progress.problem.form}</p> : null;
  }
}
