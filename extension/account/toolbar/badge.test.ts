import type { SessionState, SignedOutReason } from 'latchkey/client';
import { describe, expect, test } from 'vitest';
import { readLocale, translateFrom } from '../testing/translate.ts';
import { badgeFor } from './badge.ts';

const t = translateFrom(readLocale('en'));
const signedIn = (condition: 'idle' | 'refreshing' | 'offline'): SessionState => ({
  status: 'signed-in',
  version: 1,
  user: { id: 'u1', username: 'ada' },
  sessionId: 's1',
  signedInAt: 0,
  condition,
});
const signedOut = (reason: SignedOutReason): SessionState => ({ status: 'signed-out', version: 1, reason });

describe('the toolbar button', () => {
  test.each([
    ['is plain while nothing is known', { status: 'unknown', version: 0 }, '', 'colour'],
    ['is plain while signed in', signedIn('idle'), '', 'colour'],
    ['does not flicker during a refresh', signedIn('refreshing'), '', 'colour'],
    ['shows dots while the server is out of reach', signedIn('offline'), '…', 'colour'],
    ['is grey before the first sign-in', signedOut('none'), '', 'grey'],
    ['is grey after signing out here', signedOut('user'), '', 'grey'],
    ['asks for attention when ended elsewhere', signedOut('elsewhere'), '!', 'grey'],
    ['asks for attention after a clone', signedOut('reuse'), '!', 'grey'],
    ['asks for attention when the session ran out', signedOut('expired'), '!', 'grey'],
    ['asks for attention when the key is lost', signedOut('key-lost'), '!', 'grey'],
  ] as const)('%s', (_title, state: SessionState, text, icon) => {
    expect(badgeFor(state, t)).toMatchObject({ text, icon });
  });

  test('has a title of its own for each look, by which a look that is there already is known', () => {
    const states: SessionState[] = [
      { status: 'unknown', version: 0 },
      ...(['idle', 'refreshing', 'offline'] as const).map(signedIn),
      ...(['none', 'user', 'elsewhere', 'reuse', 'expired', 'cookie-lost', 'key-lost'] as const).map(
        signedOut,
      ),
    ];
    const looks = states.map((state) => badgeFor(state, t));
    const distinct = new Set(looks.map((look) => JSON.stringify(look)));
    expect(new Set(looks.map(({ title }) => title)).size).toBe(distinct.size);
  });

  test('says who is signed in', () => {
    expect(badgeFor(signedIn('idle'), t).title).toBe('Latchkey: signed in as ada');
  });
});
