import { i18n } from '#i18n';
import type { SignedOutReason } from '../protocol/session-state.ts';

/** Why the session ended, where the user did not end it here themselves. */
export function SignedOutNotice({ reason }: { reason: SignedOutReason }) {
  const sentence = explainEnd(reason);
  return sentence === null ? null : (
    <p class="notice" role="status">
      {sentence}
    </p>
  );
}

function explainEnd(reason: SignedOutReason): string | null {
  switch (reason) {
    case 'none':
    case 'user':
      return null;
    case 'elsewhere':
      return i18n.t('signedOut.elsewhere');
    case 'reuse':
      return i18n.t('signedOut.reuse');
    case 'expired':
      return i18n.t('signedOut.expired');
    case 'key-lost':
      return i18n.t('signedOut.keyLost');
  }
}
