import { LatchkeyError } from '../protocol/errors.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { solveChallenge } from './proof-of-work.ts';
import { ask, runtimeTransport, type Transport } from './transport.ts';
import type { AccountClient, Credentials } from './types.ts';

/**
 * The account calls of this page. The broker answers them to the extension's own pages only.
 * @example
 * const account = createAccountClient();
 * await account.signIn({ username: 'ada', password });
 */
export function createAccountClient(
  transport: Transport = runtimeTransport,
  solve = solveChallenge,
): AccountClient {
  async function authenticate(
    type: 'sign-in' | 'register',
    { username, password, fields }: Credentials,
    onProgress: (fraction: number) => void = () => {},
  ): Promise<SessionState> {
    const challenge = await ask(transport, { type: 'challenge' });
    const solvedChallenge = challenge && (await solve(challenge, onProgress));
    const given = { username, password, solvedChallenge, ...(fields && { fields }) };
    try {
      return await ask(transport, { type, ...given }, { safe: false });
    } catch (error) {
      // The server may have acted before the worker died; the next worker asks it by the cookie.
      if (!(error instanceof LatchkeyError) || error.code !== 'worker-lost') throw error;
      const state = await settled(transport);
      if (state.status === 'signed-in') return state;
      throw error;
    }
  }

  const inTab = (way: string | null = null) => ask(transport, { type: 'begin-flow', way });

  return {
    signIn: (credentials?: Credentials, onProgress?: (fraction: number) => void) =>
      credentials === undefined ? inTab() : authenticate('sign-in', credentials, onProgress),
    register: (credentials, onProgress) => authenticate('register', credentials, onProgress),
    ways: () => ask(transport, { type: 'ways' }),
    signInInTab: inTab,
    addWay: (way = null) => ask(transport, { type: 'account-flow', purpose: 'add-way', way }),
    removeAccountInTab: () => ask(transport, { type: 'account-flow', purpose: 'remove-account', way: null }),
    cancelSignIn: () => ask(transport, { type: 'cancel-flow' }),
    signOut: ({ everywhere = false } = {}) => ask(transport, { type: 'sign-out', everywhere }),
    doctor: () => ask(transport, { type: 'doctor' }),
    denied: () => ask(transport, { type: 'denied' }),
  };
}

/** How long a woken worker gets to find out who is signed in. */
const SETTLE_MS = 10_000;

/** The state once it is no longer `unknown`, or `unknown` when that takes too long. */
async function settled(transport: Transport): Promise<SessionState> {
  const { promise, resolve } = Promise.withResolvers<SessionState>();
  const stop = transport.onPush((state) => {
    if (state && state.status !== 'unknown') resolve(state);
  });
  const state = await ask(transport, { type: 'state' });
  if (state.status !== 'unknown') resolve(state);
  const timer = setTimeout(() => resolve(state), SETTLE_MS);
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
}

/** The account calls of this page, made already. Nothing is asked of the browser before the first. */
export const account: AccountClient = /* @__PURE__ */ createAccountClient();
