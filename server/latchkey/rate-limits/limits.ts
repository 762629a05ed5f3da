import { Problem } from '../errors/problem.ts';
import type { Attempt, KnownDevices } from './known-devices.ts';
import { createLimiter, type Limiter, type LimiterBackend } from './limiter.ts';
import { networkOf } from './network-of.ts';

const minutes = 60;
const hours = 60 * minutes;

/**
 * What one owner may do in a window; each limit raises the cost of an attack and is out of a person's way. What
 * costs an attacker next to nothing is counted by the minute, so that counting many addresses takes little memory.
 */
export const limits = {
  challenges: { name: 'challenges', points: 30, seconds: 1 * minutes },
  /** Every call that makes the server hash a password, right or wrong. */
  signIns: { name: 'sign-ins', points: 30, seconds: 1 * minutes },
  flows: { name: 'flows', points: 30, seconds: 1 * minutes },
  /** Of one flow; twice what its interval makes, since some signs of an approval come in between. */
  flowClaims: { name: 'flow-claims', points: 24, seconds: 1 * minutes },
  registrations: { name: 'registrations', points: 20, seconds: 1 * hours },
  /** Refused refreshes; one that is in order is never counted and never refused. */
  refusals: { name: 'refusals', points: 20, seconds: 1 * minutes },
  /** Calls of origins that may not; only what is written of them is limited. */
  foreignOrigins: { name: 'foreign-origins', points: 5, seconds: 1 * minutes },
  /** Wrong passwords of one device that has signed in to the account before. */
  ofDevice: { name: 'of-device', points: 10, seconds: 15 * minutes },
  /** Wrong passwords of strangers: at one account from one address, from one address, at one account. */
  ofAccountAndAddress: { name: 'of-account-and-address', points: 10, seconds: 15 * minutes },
  ofAddress: { name: 'of-address', points: 50, seconds: 15 * minutes },
  ofAccount: { name: 'of-account', points: 100, seconds: 1 * hours },
  /** Wrong current passwords of one session that wants a new one. */
  ofSession: { name: 'of-session', points: 10, seconds: 15 * minutes },
} as const;

type Limiters = Record<keyof typeof limits, Limiter>;

export interface RateLimitsDeps {
  readonly backend: LimiterBackend;
  readonly known: KnownDevices;
  /** Multiplies every limit, for those behind one large network. */
  readonly scale: number;
}

/** The limits on guessing and on making work. Each method throws Problem `rate_limited` with `Retry-After`. */
export type RateLimits = ReturnType<typeof createRateLimits>;

export function createRateLimits({ backend, known, scale }: RateLimitsDeps) {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      name,
      createLimiter(backend, { ...limit, points: limit.points * scale }),
    ]),
  ) as Limiters;

  return {
    consumeChallenge: (address: string) => limiters.challenges.consume(networkOf(address)),
    consumeSignIn: (address: string) => limiters.signIns.consume(networkOf(address)),

    consumeFlow: (address: string) => limiters.flows.consume(networkOf(address)),
    /** @throws {Problem} `slow_down` (RFC 8628 section 3.5) */
    consumeFlowClaim: (flow: string) => limiters.flowClaims.consume(flow).catch(slowDown),

    /** Takes a point for something that was refused already, so that a flood of refusals is not one of log lines. */
    consumeRefusal: (address: string) => limiters.refusals.consume(networkOf(address)),

    /**
     * The same for a refusal that its caller is told in any case, as a final verdict is.
     * @returns whether there was a point to take
     */
    tryConsumeRefusal: (address: string): Promise<boolean> => tryConsume(limiters.refusals, address),

    /** As for a refusal, and apart from it: a page can make its visitor's browser ask. */
    tryConsumeForeignOrigin: (address: string): Promise<boolean> =>
      tryConsume(limiters.foreignOrigins, address),

    /** Makes an account, whose owner's device is known from then on. */
    async limitRegistration<T>(attempt: Attempt, create: () => Promise<T>): Promise<T> {
      await limiters.registrations.consume(networkOf(attempt.address));
      const result = await create();
      await known.remember(attempt);
      return result;
    },

    /** Checks a password at sign-in; only a wrong one is counted against anybody. */
    async limitPasswordAttempt<T>(attempt: Attempt, verify: () => Promise<T>): Promise<T> {
      const charges = await limitsOn(attempt);
      const result = await countingWrong(charges, verify);
      await known.remember(attempt);
      return result;
    },

    /** Checks the current password of somebody who is signed in; that makes as much work as signing in. */
    async limitReauthentication<T>({ sessionId, address }: SignedIn, verify: () => Promise<T>): Promise<T> {
      await limiters.signIns.consume(networkOf(address));
      return countingWrong([{ limiter: limiters.ofSession, owner: [sessionId] }], verify);
    },
  };

  /** A device that has signed in before pays from its own limit, which nobody else can empty. */
  async function limitsOn(attempt: Attempt): Promise<Charge[]> {
    const { account, device } = attempt;
    const network = networkOf(attempt.address);
    if (await known.knowsDevice(attempt)) return [{ limiter: limiters.ofDevice, owner: [account, device] }];
    const ofStranger: Charge[] = [
      { limiter: limiters.ofAccountAndAddress, owner: [account, network] },
      { limiter: limiters.ofAddress, owner: [network] },
    ];
    if (await known.knowsAddress(attempt)) return ofStranger;
    return [...ofStranger, { limiter: limiters.ofAccount, owner: [account] }];
  }
}

const tryConsume = (limiter: Limiter, address: string): Promise<boolean> =>
  limiter.consume(networkOf(address)).then(
    () => true,
    (cause) => {
      if (cause instanceof Problem) return false;
      throw cause;
    },
  );

function slowDown(cause: unknown): never {
  if (cause instanceof Problem && cause.code === 'rate_limited')
    throw new Problem('slow_down', cause.options);
  throw cause;
}

export interface SignedIn {
  readonly sessionId: string;
  readonly address: string;
}

interface Charge {
  readonly limiter: Limiter;
  readonly owner: readonly string[];
}

/** Points are taken before the check, so that a burst of guesses can not get ahead of its own count. */
async function countingWrong<T>(charges: readonly Charge[], verify: () => Promise<T>): Promise<T> {
  await takeAll(charges);
  try {
    const result = await verify();
    await giveBack(charges);
    return result;
  } catch (cause) {
    const wrong = cause instanceof Problem && cause.code === 'invalid_credentials';
    if (!wrong) await giveBack(charges);
    throw cause;
  }
}

/** Of each a point or of none: what one refuses was no guess, so the others have not to pay for it. */
async function takeAll(charges: readonly Charge[]): Promise<void> {
  for (const [taken, { limiter, owner }] of charges.entries()) {
    try {
      await limiter.consume(...owner);
    } catch (cause) {
      await giveBack(charges.slice(0, taken));
      throw cause;
    }
  }
}

async function giveBack(charges: readonly Charge[]): Promise<void> {
  await Promise.all(charges.map(({ limiter, owner }) => limiter.reward(...owner)));
}
