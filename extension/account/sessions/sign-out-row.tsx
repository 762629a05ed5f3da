import { useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import { i18n } from '#i18n';
import { ConfirmInPlace } from '../controls/confirm-in-place.tsx';
import { explainError } from '../wording/explain-error.ts';

/**
 * The two ways out. Here it always works; what the server could not be told yet is said where the sign-in form
 * takes this row's place. What is said here is that the extension itself failed, and nobody is signed out.
 */
export function SignOutRow({ account }: { account: Pick<AccountClient, 'signOut'> }) {
  const [failure, setFailure] = useState('');
  const signOut = async (everywhere: boolean) => {
    setFailure('');
    try {
      await account.signOut({ everywhere });
    } catch (error) {
      setFailure(explainError(error, i18n.t));
    }
  };
  return (
    <div class="stack">
      <div class="live" role="alert">
        {failure ? <p class="notice bad">{failure}</p> : null}
      </div>
      <div class="row">
        <button type="button" onClick={() => signOut(false)}>
          {i18n.t('account.signOut')}
        </button>
        <ConfirmInPlace
          label={i18n.t('account.signOutEverywhere')}
          question={i18n.t('account.signOutEverywhereQuestion')}
          confirm={i18n.t('account.signOutEverywhereConfirm')}
          onConfirm={() => signOut(true)}
        />
      </div>
    </div>
  );
}
