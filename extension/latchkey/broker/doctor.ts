import type { Check } from '../protocol/messages.ts';
import type { Backend, Keeping, RefreshOutcome } from './backend.ts';
import { check } from './check.ts';
import type { Ports } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { SessionStore } from './session/store.ts';

/** A clock that is wrong by less can be the network's delay, and disturbs nothing. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Says in words what is wrong, by asking the server as a session would. Changes nothing but by a refresh. */
export type Doctor = () => Promise<readonly Check[]>;

export function createDoctor(
  { hostPermission, keys }: Pick<Ports, 'hostPermission' | 'keys'>,
  backend: Backend,
  refresh: Refresh,
  store: SessionStore,
): Doctor {
  return async () => {
    const permitted = await hostPermission();
    const [ofServer = [], keeping = 'unknown'] = await Promise.all([
      backend.checks?.(permitted),
      backend.keeping?.(),
    ]);
    const signedIn = store.read().session.status === 'signed-in';
    // Without its cookie the session could only be told that it is over, minutes before that is so.
    const lost = keeping === 'absent' || keeping === 'blocked';
    const outcome = signedIn && !lost ? await refresh.run('ahead') : null;
    const { keyBound = false } = backend;
    const key = await keyProblem(keys, keeping, keyBound && signedIn, outcome);
    return [
      check('host-permission', permitted ? null : 'missing'),
      ...ofServer,
      check('cookie', cookieProblem(keeping, signedIn, outcome)),
      clockCheck(store.read().clockOffsetMs),
      ...(keyBound || key ? [check('key', key)] : []),
      sessionCheck(store),
    ];
  };
}

/** Which cookies there are is not visible without a permission that reads all of them; the server tells. */
function cookieProblem(keeping: Keeping, signedIn: boolean, outcome: RefreshOutcome | null): string | null {
  if (keeping === 'blocked' || keeping === 'too-many-cookies') return keeping;
  if (!signedIn) return null;
  if (keeping === 'absent') return 'absent';
  if (outcome === null || outcome.type === 'refresh-failed') return 'unchecked';
  return outcome.type === 'session-ended' && outcome.reason === 'unknown' ? 'absent' : null;
}

async function keyProblem(
  keys: Ports['keys'],
  keeping: Keeping,
  needed: boolean,
  outcome: RefreshOutcome | null,
): Promise<string | null> {
  if (outcome?.type === 'session-ended' && outcome.reason === 'key-mismatch') return 'lost';
  if (keeping === 'key-unavailable') return 'unreadable';
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
