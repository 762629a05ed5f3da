import { Problem } from '../errors/problem.ts';
import type { KeyRole } from './key-set.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { JwtVerdict } from './verify-jwt.ts';

/**
 * A token of a key that another copy of this server's keys has is for another server to judge: here it may only wait. One
 * that is over by its own words is of a key that was given up.
 * @throws {Problem} `keys_outdated`
 */
export function requireKnown(
  { kid, over }: Extract<JwtVerdict, { type: 'unknown-key' }>,
  role: KeyRole,
  keys: Pick<SigningKeys, 'isRotatedElsewhere'>,
): void {
  if (over || !keys.isRotatedElsewhere(role, kid)) return;
  throw new Problem('keys_outdated', {
    detail: 'The keys were rotated where this server does not see it. Another server may answer.',
    retryAfterMs: 1_000,
  });
}
