import type { SessionState, SignedOutReason } from 'latchkey/client';
import { assertNever } from '../assert-never.ts';
import type { Translate } from '../wording/translate.ts';

/** What the toolbar button shows. `text` is empty when there is nothing that asks for attention. */
export interface Badge {
  readonly text: '' | '!' | '…';
  readonly color: string;
  readonly title: string;
  readonly icon: 'colour' | 'grey';
}

/** White text on each has a contrast of at least 4.5:1. */
const attention = '#b3261e';
const waiting = '#6b5b3e';

/** Decides the toolbar button's look from the session alone. */
export function badgeFor(state: SessionState, t: Translate): Badge {
  switch (state.status) {
    case 'unknown':
      return { text: '', color: waiting, title: t('badge.unknown'), icon: 'colour' };
    case 'signed-in':
      return state.condition === 'offline'
        ? { text: '…', color: waiting, title: t('badge.offline', [state.user.username]), icon: 'colour' }
        : { text: '', color: waiting, title: t('badge.signedIn', [state.user.username]), icon: 'colour' };
    case 'signed-out':
      return asksForAttention(state.reason)
        ? { text: '!', color: attention, title: t('badge.attention'), icon: 'grey' }
        : { text: '', color: waiting, title: t('badge.signedOut'), icon: 'grey' };
    default:
      return assertNever(state, { text: '', color: waiting, title: t('badge.unknown'), icon: 'grey' });
  }
}

/** An end that the user did not ask for here is worth a mark; their own sign-out, or never having signed in, is not. */
function asksForAttention(reason: SignedOutReason): boolean {
  return reason !== 'none' && reason !== 'user';
}
