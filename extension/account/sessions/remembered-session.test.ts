import type { SessionState } from 'latchkey/client';
import { beforeEach, describe, expect, test } from 'vitest';
import { createFakeStorage } from '../testing/storage.ts';
import { rememberedSession, rememberSession } from './remembered-session.ts';

const signedIn: SessionState = {
  status: 'signed-in',
  version: 7,
  user: { id: 'u1', username: 'ada' },
  sessionId: 's1',
  signedInAt: 1_000,
  condition: 'offline',
};

let store: Storage;
beforeEach(() => {
  store = createFakeStorage();
});

describe('the picture of the last session', () => {
  test('shows the same user at the next opening', () => {
    rememberSession(store, signedIn);
    expect(rememberedSession(store)).toEqual({ ...signedIn, version: 0, condition: 'idle' });
  });

  test('is replaced by a sign-out, whose reason is left to the broker', () => {
    rememberSession(store, signedIn);
    rememberSession(store, { status: 'signed-out', version: 8, reason: 'reuse' });
    expect(rememberedSession(store)).toEqual({ status: 'signed-out', version: 0, reason: 'none' });
  });

  test('survives a broker that does not know yet', () => {
    rememberSession(store, signedIn);
    rememberSession(store, { status: 'unknown', version: 0 });
    expect(rememberedSession(store).status).toBe('signed-in');
  });

  test.each(['', 'null', '{', '{"status":"signed-in"}', '{"status":"signed-in","user":{"username":3}}'])(
    'is nothing when it reads %s',
    (text) => {
      store.setItem('latchkey.remembered-session', text);
      expect(rememberedSession(store)).toEqual({ status: 'unknown', version: 0 });
    },
  );
});
