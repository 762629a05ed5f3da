import * as crypto from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { Problem } from '../errors/problem.ts';

/** Argon2id parameters (RFC 9106); memory in KiB. */
export interface PasswordCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The OWASP Password Storage Cheat Sheet's second configuration: 19 MiB, 2 passes. */
export const PASSWORD_COST: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** PHC string format, with its unpadded base64. */
const PHC =
  /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<passes>\d+),p=(?<parallelism>\d+)\$(?<salt>[A-Za-z0-9+/]+)\$(?<tag>[A-Za-z0-9+/]+)$/;

/**
 * Whether this runtime can hash a password: Node 24.7 and newer. Asked for by name when it is needed, since an import of
 * what there is not would keep the whole server from starting, also where nobody has a password.
 */
export const canHashPasswords = (): boolean => typeof crypto.argon2 === 'function';

const derive = (parameters: crypto.Argon2Parameters) => promisify(crypto.argon2)('argon2id', parameters);

/**
 * At most two at once: 38 MiB, and two of libuv's four threads stay free. What waits is bounded too, so a burst
 * of sign-ins is told to come back instead of piling up.
 */
const limit = pLimit(2);
const MOST_WAITING = 200;

/** @returns a PHC string, which carries its own parameters. @throws Problem `rate_limited` under a burst */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES);
  return toPhc(cost, salt, await tagOf(password, salt, TAG_BYTES, cost));
}

/** Compared with for a name that nobody has, so that the time taken does not tell (ASVS 5.0, 6.3.8). */
export const hashOfNobody = (cost: PasswordCost): string =>
  toPhc(cost, crypto.randomBytes(SALT_BYTES), crypto.randomBytes(TAG_BYTES));

export type Verdict = 'wrong' | 'right' | 'right, but hash it again';

/**
 * Takes the same time whatever is wrong with the password.
 * @param current what hashes are made with today
 * @throws Problem `rate_limited` under a burst
 */
export async function verifyPassword(password: string, phc: string, current: PasswordCost): Promise<Verdict> {
  const parts = PHC.exec(phc)?.groups;
  if (parts === undefined) throw new Error('a stored password hash is not an Argon2id PHC string');
  const cost: PasswordCost = {
    memory: Number(parts.memory),
    passes: Number(parts.passes),
    parallelism: Number(parts.parallelism),
  };
  const expected = Buffer.from(parts.tag ?? '', 'base64');
  const tag = await tagOf(password, Buffer.from(parts.salt ?? '', 'base64'), expected.length, cost);
  if (!crypto.timingSafeEqual(tag, expected)) return 'wrong';
  return isSame(cost, current) ? 'right' : 'right, but hash it again';
}

async function tagOf(
  password: string,
  nonce: Buffer,
  tagLength: number,
  cost: PasswordCost,
): Promise<Buffer> {
  if (limit.pendingCount >= MOST_WAITING) {
    throw new Problem('rate_limited', {
      detail: 'Many people are signing in at the moment. Try again in a few seconds.',
      retryAfterMs: 5_000,
    });
  }
  return limit(() => derive({ message: password, nonce, tagLength, ...cost }));
}

function isSame(one: PasswordCost, other: PasswordCost): boolean {
  return one.memory === other.memory && one.passes === other.passes && one.parallelism === other.parallelism;
}

function toPhc({ memory, passes, parallelism }: PasswordCost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
