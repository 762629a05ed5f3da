import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { aSession } from '../session/testing/a-session.ts';
import { type Millis, millis } from '../time/time.ts';
import { createAccessTokens } from './access-token.ts';
import { newKeySet } from './new-keys.ts';
import { createScopes } from './scope.ts';
import { createSigningKeys } from './signing-keys.ts';

const DAY = 86_400_000;
const keys = createSigningKeys(newKeySet(millis(0)));
const scopes = createScopes(['items:read', 'items:write']);

const at = (now: Millis, ttlMs: Millis) =>
  createAccessTokens({
    keys,
    issuer: 'http://localhost:8787',
    clock: () => now,
    random: () => 'r',
    ttlMs,
    scopes,
  });

test('an answer never claims more life than its token has, and a token never has more than five minutes', () => {
  const moment = fc.integer({ min: DAY, max: 2 * DAY });
  const seconds = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(moment, seconds, (now, ttl) => {
      const { token, expiresInSeconds } = at(millis(now), millis(ttl * 1000)).issue(aSession(), scopes.all);
      const { iat = 0, exp = 0 } = decodeJwt(token);
      expect(now + expiresInSeconds * 1000).toBeLessThanOrEqual(exp * 1000);
      expect(exp - iat).toBeLessThanOrEqual(300);
      expect(expiresInSeconds).toBeGreaterThanOrEqual(Math.min(ttl, 299));
    }),
    { numRuns: 300 },
  );
});

test('a token never outlives its session', () => {
  const now = millis(DAY + 740);
  const session = aSession({ absoluteUntil: millis(now + 1_500) });
  const { token, expiresInSeconds } = at(now, millis(300_000)).issue(session, scopes.all);
  expect(Number(decodeJwt(token).exp) * 1000).toBeLessThanOrEqual(session.absoluteUntil);
  expect(expiresInSeconds).toBe(1);
});

test('a capability token lives for a minute at most', () => {
  const tokens = at(millis(DAY + 740), millis(300_000));
  const parent = tokens.verify(tokens.issue(aSession(), scopes.all).token);
  const { token } = tokens.issueCapability(parent, ['items:read']);
  const { iat = 0, exp = 0 } = decodeJwt(token);
  expect(exp - iat).toBeLessThanOrEqual(60);
});
