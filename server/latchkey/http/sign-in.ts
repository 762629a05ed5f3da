import type { Context } from 'hono';
import type { Accounts } from '../accounts/accounts.ts';
import type { Identity } from '../accounts/identity.ts';
import type { Owners } from '../accounts/owners.ts';
import { accountName } from '../accounts/username.ts';
import type { Challenges, SolvedChallenge } from '../challenge/challenges.ts';
import { Problem } from '../errors/problem.ts';
import type { SignInAction } from '../observability/audit.ts';
import type { Observer } from '../observability/observer.ts';
import type { Attempt } from '../rate-limits/known-devices.ts';
import type { RateLimits } from '../rate-limits/limits.ts';
import type { Sessions } from '../session/sessions.ts';
import { type MakeRoomDeps, makeRoom } from './make-room.ts';
import { deviceLabel } from './request/device-label.ts';
import { type ProvenDeps, proven } from './request/proven.ts';
import type { RespondWithTokens } from './response/token-pair.ts';

export interface SignInDeps extends MakeRoomDeps, ProvenDeps {
  readonly accounts: Accounts;
  readonly owners: Owners;
  readonly challenges: Challenges;
  readonly rateLimits: RateLimits;
  readonly sessions: Pick<Sessions, 'start' | 'end' | 'read' | 'endSurplus'>;
  readonly observer: Pick<Observer, 'signedIn' | 'signInRefused' | 'sessionEnded'>;
  readonly respondWithTokens: RespondWithTokens;
}

export interface SignIn<Status extends 200 | 201, User extends Identity> {
  readonly action: SignInAction;
  readonly status: Status;
  readonly given: {
    readonly username: string;
    readonly challenge: SolvedChallenge;
    readonly label?: string | undefined;
  };
  /** Finds or makes the user: the step in which signing in and registering differ. */
  readonly authenticate: (attempt: Attempt) => Promise<User>;
  /** Whether what authenticated the user is still good, now that the session can be found and ended. */
  readonly stillHolds: (user: User) => Promise<boolean>;
}

/** From a validated call to a session that is bound to the proof's key. */
export async function signIn<Status extends 200 | 201, User extends Identity>(
  deps: SignInDeps,
  c: Context,
  { action, status, given, authenticate, stillHolds }: SignIn<Status, User>,
) {
  const { username, challenge, label } = given;
  const address = deps.clientAddress(c);
  try {
    const { jkt } = await proven(deps, c, async () => {
      await deps.rateLimits.consumeSignIn(address);
      await deps.challenges.spend(challenge);
    });
    const user = await authenticate({ account: accountName(username), address, device: jkt });
    const owner = await deps.owners.of(user);
    if (owner === null) throw new Problem('invalid_credentials');
    const record = await deps.sessions.start({
      ...owner,
      jkt,
      label: deviceLabel(label, c.req.header('User-Agent')),
    });
    // A password change ends the sessions that it finds, and may have come before this one could be found.
    if (!(await stillHolds(user))) {
      await deps.sessions.end(record.sid, 'password');
      throw new Problem('invalid_credentials');
    }
    await makeRoom(deps, c, record);
    deps.observer.signedIn(action, record, address);
    return deps.respondWithTokens(c, record, status);
  } catch (cause) {
    await deps.observer.signInRefused(action, { username, address }, cause);
    throw cause;
  }
}
