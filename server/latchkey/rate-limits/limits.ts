import { Problem } from '../errors/problem.ts';
import { networkOf } from '../http/request/client-address.ts';
import type { Attempt, KnownDevices } from './known-devices.ts';
import { type Budget, budget, type RateLimitBackend } from './limiter.ts';

const minutes = 60;
const hours = 60 * minutes;

/**
 * What one owner may do in a window; each limit raises the cost of an attack and is out of a person's way. What
 * costs an attacker next to nothing is counted by the minute, so that counting many addresses takes little memory.
 */
const allowances = {
  challenges: { name: 'challenges', points: 30, seconds: 1 * minutes },
  /** Every call that makes the server hash a password, right or wrong. */
  signIns: { name: 'sign-ins', points: 30, seconds: 1 * minutes },
  registrations: { name: 'registrations', points: 20, seconds: 1 * hours },
  /** Refused refreshes; one that is in order is never counted and never refused. */
  refusals: { name: 'refusals', points: 20, seconds: 1 * minutes },
  /** Wrong passwords of one device that has signed in to the account before. */
  ofDevice: { name: 'of-device', points: 10, seconds: 15 * minutes },
  /** Wrong passwords of strangers: at one account from one address, from one address, at one account. */
  ofAccountAndAddress: { name: 'of-account-and-address', points: 10, seconds: 15 * minutes },
  ofAddress: { name: 'of-address', points: 50, seconds: 15 * minutes },
  ofAccount: { name: 'of-account', points: 100, seconds: 1 * hours },
  /** Wrong current passwords of one session that wants a new one. */
  ofSession: { name: 'of-session', points: 10, seconds: 15 * minutes },
} as const;

type Budgets = Record<keyof typeof allowances, Budget>;

export interface ProtectionDeps {
  readonly backend: RateLimitBackend;
  readonly known: KnownDevices;
  /** Multiplies every allowance, for those behind one large network. */
  readonly scale: number;
}

/** The limits on guessing and on making work. Each method throws Problem `rate_limited` with `Retry-After`. */
export type Protection = ReturnType<typeof createProtection>;

export function createProtection({ backend, known, scale }: ProtectionDeps) {
  const budgets = Object.fromEntries(
    Object.entries(allowances).map(([name, allowance]) => [
      name,
      budget(backend, { ...allowance, points: allowance.points * scale }),
    ]),
  ) as Budgets;

  return {
    challenge: (address: string) => budgets.challenges.take(networkOf(address)),
    signIn: (address: string) => budgets.signIns.take(networkOf(address)),

    /** For a refresh that was refused already: whether the refusal may still be written down and explained. */
    refusal: (address: string) => budgets.refusals.take(networkOf(address)),

    /** The same for a refusal that has to be explained in any case, as a final verdict has. */
    mayRecord: (address: string): Promise<boolean> =>
      budgets.refusals.take(networkOf(address)).then(
        () => true,
        () => false,
      ),

    /** Makes an account, whose owner's device is known from then on. */
    async registration<T>(attempt: Attempt, create: () => Promise<T>): Promise<T> {
      await budgets.registrations.take(networkOf(attempt.address));
      const result = await create();
      await known.remember(attempt);
      return result;
    },

    /** Checks a password at sign-in; only a wrong one is counted against anybody. */
    async guess<T>(attempt: Attempt, verify: () => Promise<T>): Promise<T> {
      const spent = await budgetsOf(attempt);
      const result = await countingWrong(spent, verify);
      await known.remember(attempt);
      return result;
    },

    /** Checks the current password of somebody who is signed in; that makes as much work as signing in. */
    async guessAgain<T>({ sessionId, address }: SignedIn, verify: () => Promise<T>): Promise<T> {
      await budgets.signIns.take(networkOf(address));
      return countingWrong([{ of: budgets.ofSession, owner: [sessionId] }], verify);
    },
  };

  /** A device that has signed in before pays from its own budget, which nobody else can empty. */
  async function budgetsOf(attempt: Attempt): Promise<Spending[]> {
    const { account, device } = attempt;
    const network = networkOf(attempt.address);
    if (await known.knowsDevice(attempt)) return [{ of: budgets.ofDevice, owner: [account, device] }];
    const ofStranger: Spending[] = [
      { of: budgets.ofAccountAndAddress, owner: [account, network] },
      { of: budgets.ofAddress, owner: [network] },
    ];
    if (await known.knowsAddress(attempt)) return ofStranger;
    return [...ofStranger, { of: budgets.ofAccount, owner: [account] }];
  }
}

interface SignedIn {
  readonly sessionId: string;
  readonly address: string;
}

interface Spending {
  readonly of: Budget;
  readonly owner: readonly string[];
}

/** Points are taken before the check, so that a burst of guesses can not get ahead of its own count. */
async function countingWrong<T>(spending: readonly Spending[], verify: () => Promise<T>): Promise<T> {
  await takeAll(spending);
  try {
    const result = await verify();
    await giveBack(spending);
    return result;
  } catch (cause) {
    const wrong = cause instanceof Problem && cause.code === 'invalid_credentials';
    if (!wrong) await giveBack(spending);
    throw cause;
  }
}

/** Of each a point or of none: what one refuses was no guess, so the others have not to pay for it. */
async function takeAll(spending: readonly Spending[]): Promise<void> {
  for (const [taken, { of, owner }] of spending.entries()) {
    try {
      await of.take(...owner);
    } catch (cause) {
      await giveBack(spending.slice(0, taken));
      throw cause;
    }
  }
}

async function giveBack(spending: readonly Spending[]): Promise<void> {
  await Promise.all(spending.map(({ of, owner }) => of.giveBack(...owner)));
}
