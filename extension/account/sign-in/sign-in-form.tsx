import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import { i18n } from '#i18n';
import { TextField } from '../controls/text-field.tsx';
import { type FormField, type FormProblem, fieldToMend, formProblem } from './form-problem.ts';
import { PasswordField } from './password-field.tsx';
import { recallTyped, rememberTyped, type SignInMode } from './typed-username.ts';

type Progress =
  | { step: 'idle' }
  | { step: 'working'; fraction: number }
  | { step: 'refused'; problem: FormProblem };

interface SignInFormProps {
  account: Pick<AccountClient, 'signIn' | 'register'>;
  server: string;
  /** Where it stands under another heading. */
  headingLevel?: 'h1' | 'h2';
}

/** One form for both ways in. What was typed stays typed, whatever the server says. */
export function SignInForm({ account, server, headingLevel: Heading = 'h1' }: SignInFormProps) {
  const [mode, setMode] = useState<SignInMode>(() => recallTyped(localStorage).mode);
  const [progress, setProgress] = useState<Progress>({ step: 'idle' });
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => (username.current?.value ? password : username).current?.focus(), []);

  const refuse = (problem: FormProblem) => {
    setProgress({ step: 'refused', problem });
    const field = fieldToMend(problem);
    if (field) ({ username, password })[field].current?.focus();
  };

  /** What is being mended is not complained about any more. */
  const forgive = (field: FormField) => {
    if (progress.step !== 'refused' || progress.problem[field] === undefined) return;
    const { [field]: _, ...rest } = progress.problem;
    setProgress({ step: 'refused', problem: rest });
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (progress.step === 'working') return;
    const typed = { username: username.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    const missing: FormProblem = {
      ...(!typed.username && { username: i18n.t('signIn.usernameMissing') }),
      ...(!typed.password && { password: i18n.t('signIn.passwordMissing') }),
    };
    if (fieldToMend(missing)) return refuse(missing);

    setProgress({ step: 'working', fraction: 0 });
    const enter = mode === 'sign-in' ? account.signIn : account.register;
    try {
      await enter.call(account, typed, (fraction) => setProgress({ step: 'working', fraction }));
      rememberTyped(localStorage, { mode: 'sign-in', username: '' });
    } catch (error) {
      refuse(formProblem(error, i18n.t));
    }
  };

  const switchMode = () => {
    const next = mode === 'sign-in' ? 'register' : 'sign-in';
    rememberTyped(localStorage, { mode: next, username: username.current?.value ?? '' });
    setMode(next);
    setProgress({ step: 'idle' });
    username.current?.focus();
  };

  const registering = mode === 'register';
  const problem = progress.step === 'refused' ? progress.problem : {};
  const working = progress.step === 'working';
  return (
    <form class="stack" method="post" noValidate onSubmit={submit} aria-busy={working ? 'true' : undefined}>
      <Heading>{i18n.t(registering ? 'signIn.registerHeading' : 'signIn.signInHeading')}</Heading>
      <div class="live" role="alert">
        {problem.form ? <p class="notice bad">{problem.form}</p> : null}
      </div>
      <TextField
        label={i18n.t('signIn.username')}
        name="username"
        autocomplete="username"
        inputRef={username}
        value={recallTyped(localStorage).username}
        hint={registering ? i18n.t('signIn.usernameHint') : undefined}
        problem={problem.username}
        onInput={(value) => {
          rememberTyped(localStorage, { mode, username: value });
          forgive('username');
        }}
      />
      <PasswordField
        label={i18n.t('signIn.password')}
        name="password"
        autocomplete={registering ? 'new-password' : 'current-password'}
        inputRef={password}
        hint={registering ? i18n.t('signIn.passwordHint') : undefined}
        problem={problem.password}
        onInput={() => forgive('password')}
      />
      <button type="submit" class="primary" aria-disabled={working ? 'true' : undefined}>
        {i18n.t(registering ? 'signIn.createAccount' : 'signIn.signIn')}
      </button>
      <WorkProgress fraction={working ? progress.fraction : null} />
      <button type="button" class="link" onClick={switchMode}>
        {i18n.t(registering ? 'signIn.toSignIn' : 'signIn.toRegister')}
      </button>
      <p class="quiet small breaks">{i18n.t('signIn.server', [server])}</p>
    </form>
  );
}

/** The sum that the server asks for, as far as it has come. Its place is kept while it is not there. */
function WorkProgress({ fraction }: { fraction: number | null }) {
  return (
    <div class="live" aria-live="polite">
      {fraction === null ? null : (
        <>
          <progress value={fraction} max={1} aria-label={i18n.t('signIn.working')} />
          <p class="quiet small">{i18n.t(fraction < 0.9 ? 'signIn.working' : 'signIn.almostDone')}</p>
        </>
      )}
    </div>
  );
}
