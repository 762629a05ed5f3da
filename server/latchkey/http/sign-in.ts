import type { Context } from 'hono';
import type { Accounts } from '../accounts/accounts.ts';
import type { Identity } from '../accounts/identity.ts';
import { accountName } from '../accounts/username.ts';
import type { Challenges, SolvedChallenge } from '../challenge/challenges.ts';
import type { Proof, Proofs } from '../dpop/verify-proof.ts';
import { Problem } from '../errors/problem.ts';
import type { SignInAction } from '../observability/audit.ts';
import type { SignInObserver } from '../observability/sign-in-observer.ts';
import type { Attempt } from '../rate-limits/known-devices.ts';
import type { Protection } from '../rate-limits/limits.ts';
import { countingRefusedProofs } from '../rate-limits/refused-proofs.ts';
import type { Sessions } from '../session/sessions.ts';
import { deviceLabel } from './request/device-label.ts';
import type { AnswerWithPair } from './response/token-pair.ts';

export interface SignInDeps {
  readonly accounts: Accounts;
  readonly challenges: Challenges;
  readonly proofs: Proofs;
  readonly protection: Protection;
  readonly sessions: Pick<Sessions, 'start' | 'end'>;
  readonly observer: SignInObserver;
  readonly answerWithPair: AnswerWithPair;
  readonly address: (c: Context) => string;
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
  readonly identify: (attempt: Attempt) => Promise<User>;
  /** Whether what identified the user is still good, now that the session can be found and ended. */
  readonly stillHolds: (user: User) => Promise<boolean>;
}

/** From a validated call to a session that is bound to the proof's key. */
export function signIn<Status extends 200 | 201, User extends Identity>(
  deps: SignInDeps,
  c: Context,
  { action, status, given, identify, stillHolds }: SignIn<Status, User>,
) {
  const { username, challenge, label } = given;
  const address = deps.address(c);
  return deps.observer.watch(action, { username, address }, async () => {
    const { jkt } = await admit(deps, c, challenge);
    const user = await identify({ account: accountName(username), address, device: jkt });
    const record = await deps.sessions.start({
      uid: user.id,
      username: user.username,
      jkt,
      label: deviceLabel(label, c.req.header('User-Agent')),
    });
    // A password change ends the sessions that it finds, and may have come before this one could be found.
    if (!(await stillHolds(user))) {
      await deps.sessions.end(record.sid, 'password');
      throw new Problem('invalid_credentials');
    }
    deps.observer.signedIn(action, record, address);
    return deps.answerWithPair(c, record, status);
  });
}

/**
 * What everybody passes before a password is looked at. Of what can be spent, nothing goes before all that can
 * be checked without spending: a client that is asked for a nonce keeps its solved challenge.
 */
function admit(deps: SignInDeps, c: Context, challenge: SolvedChallenge): Promise<Proof> {
  const address = deps.address(c);
  return countingRefusedProofs(deps.protection, address, async () => {
    const proof = deps.proofs.verify(c.req.header('DPoP'), c.req.method, c.req.path);
    await deps.protection.signIn(address);
    await deps.challenges.spend(challenge);
    await deps.proofs.spend(proof);
    return proof;
  });
}
