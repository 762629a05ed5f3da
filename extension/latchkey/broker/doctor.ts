import type { Check } from '../protocol/messages.ts';
import type { RefreshOutcome } from './auth/auth-client.ts';
import type { AuthResponse, SendAuthRequest } from './auth/auth-request.ts';
import type { Ports } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { SessionStore } from './session/store.ts';

/** A clock that is wrong by less can be the network's delay, and disturbs nothing. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Says in words what is wrong, by asking the server as a session would. Changes nothing but by a refresh. */
export type Doctor = () => Promise<readonly Check[]>;

export function createDoctor(
  { hostPermission, keys }: Pick<Ports, 'hostPermission' | 'keys'>,
  send: SendAuthRequest,
  refresh: Refresh,
  store: SessionStore,
): Doctor {
  return async () => {
    const permitted = await hostPermission();
    const [health, probe] = await Promise.all([
      send({ method: 'GET', path: '/healthz', by: 'no-cookie' }),
      // Without the cookie nothing can happen; that a page of this extension may ask at all is in the answer.
      send({ method: 'POST', path: '/auth/refresh', by: 'no-cookie' }),
    ]);
    const signedIn = store.read().session.status === 'signed-in';
    const outcome = signedIn ? await refresh.run('ahead') : null;
    return [
      check('host-permission', permitted ? null : 'missing'),
      check('server', serverProblem(health, permitted), statusOf(health)),
      check('origin', originProblem(probe)),
      check('cookie', signedIn ? cookieProblem(outcome) : null),
      clockCheck(store.read().clockOffsetMs),
      check('key', await keyProblem(keys, signedIn, outcome)),
      sessionCheck(store),
    ];
  };
}

function serverProblem(health: AuthResponse, permitted: boolean): string | null {
  // Without the permission the browser does not let the answer through, whatever it is.
  if (health.type !== 'answered') return permitted ? 'unreachable' : 'unchecked';
  return health.status === 200 ? null : 'unhealthy';
}

function originProblem(probe: AuthResponse): string | null {
  if (probe.type !== 'answered') return 'unchecked';
  return probe.problem?.code === 'origin_not_allowed' ? 'not-allowed' : null;
}

/** Which cookies there are is not visible without a permission that reads all of them; the verdict tells. */
function cookieProblem(outcome: RefreshOutcome | null): string | null {
  if (outcome === null || outcome.type === 'refresh-failed') return 'unchecked';
  return outcome.type === 'session-ended' && outcome.reason === 'unknown' ? 'absent' : null;
}

async function keyProblem(
  keys: Ports['keys'],
  needed: boolean,
  outcome: RefreshOutcome | null,
): Promise<string | null> {
  if (outcome?.type === 'session-ended' && outcome.reason === 'key-mismatch') return 'lost';
  try {
    return (await keys.load()) === null && needed ? 'missing' : null;
  } catch {
    return 'unreadable';
  }
}

function clockCheck(offsetMs: number): Check {
  return check('clock', Math.abs(offsetMs) < CLOCK_TOLERANCE_MS ? null : 'off', { offsetMs });
}

function sessionCheck(store: SessionStore): Check {
  const { session, outage } = store.read();
  switch (session.status) {
    case 'signed-in':
      return check('session', outage && outage.failures > 0 ? 'unconfirmed' : null);
    case 'unknown':
      return check('session', 'unknown');
    case 'signed-out':
      return check('session', 'signed-out', { reason: session.reason });
  }
}

const statusOf = (answer: AuthResponse): Check['data'] =>
  answer.type === 'answered' ? { status: answer.status } : undefined;

function check(id: Check['id'], problem: string | null, data?: Check['data']): Check {
  return { id, ok: problem === null, ...(problem === null ? {} : { problem }), ...(data ? { data } : {}) };
}
