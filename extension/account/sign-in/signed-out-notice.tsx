import type { FlowEndReason, SignedOutReason } from 'latchkey/client';
import { i18n } from '#i18n';

interface SignedOutNoticeProps {
  reason: SignedOutReason;
  /** What the server has not been told yet. */
  unfinished?: 'here' | 'everywhere' | undefined;
  /** Why the last sign-in in a tab has signed nobody in, which is the newest there is to say. */
  flowEnded?: FlowEndReason | undefined;
}

/** Why the session ended, where the user did not end it here themselves; or that it has ended here only, so far. */
export function SignedOutNotice({ reason, unfinished, flowEnded }: SignedOutNoticeProps) {
  const ofFlow = flowEnded ? explainFlow(flowEnded) : null;
  const sentence = ofFlow ?? (unfinished ? explainUnfinished(unfinished) : explainEnd(reason));
  return sentence === null ? null : (
    <p class="notice" role="status">
      {sentence}
    </p>
  );
}

function explainFlow(reason: FlowEndReason): string | null {
  switch (reason) {
    case 'cancelled':
      return null;
    case 'denied':
      return i18n.t('signedOut.flowDenied');
    case 'expired':
      return i18n.t('signedOut.flowExpired');
    case 'closed':
      return i18n.t('signedOut.flowClosed');
    case 'cookie-not-kept':
      return i18n.t('error.cookie_not_kept');
  }
}

function explainUnfinished(unfinished: 'here' | 'everywhere'): string {
  switch (unfinished) {
    case 'here':
      return i18n.t('signedOut.unfinishedHere');
    case 'everywhere':
      return i18n.t('signedOut.unfinishedEverywhere');
  }
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
    case 'cookie-lost':
      return i18n.t('signedOut.cookieLost');
    case 'key-lost':
      return i18n.t('signedOut.keyLost');
  }
}
