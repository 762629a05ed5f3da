import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../errors/problem.ts';
import { generation, sessionId, userId } from '../session/record.ts';
import { type Millis, millis } from '../time/time.ts';
import type { AccessClaims } from './access-token.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

/** Tokens here are their own end: "5" is good before 5; whatever is no number is none. */
function counted(now: () => Millis) {
  let checks = 0;
  const verify = (token: string): AccessClaims => {
    checks += 1;
    const expiresAt = millis(Number(token));
    if (!(now() < expiresAt)) throw new Problem('invalid_token');
    const who = { uid: userId(token), sid: sessionId(token), gen: generation(1) };
    return { kind: 'access', ...who, scopes: ['profile'], expiresAt };
  };
  return { tokens: createVerifiedTokens({ verify }, now), checks: () => checks };
}

test('a signature is checked once, and again never while its token lives', () => {
  const { tokens, checks } = counted(() => millis(1));
  const first = tokens.verify('5');
  for (let n = 0; n < 10; n += 1) expect(tokens.verify('5')).toBe(first);
  expect(checks()).toBe(1);
});

test('is remembered when a thousand others were shown since, by its digest', () => {
  const { tokens, checks } = counted(() => millis(1));
  const first = tokens.verify('5');
  for (let n = 0; n < 3_000; n += 1) tokens.verify(String(100 + n));
  expect(tokens.verify('5')).toBe(first);
  expect(checks()).toBe(3_001);
});

test('what was refused is not remembered', () => {
  const { tokens, checks } = counted(() => millis(1));
  for (let n = 0; n < 3; n += 1) expect(() => tokens.verify('junk')).toThrow(Problem);
  expect(checks()).toBe(3);
});

test('whatever is shown in whatever order, nothing is let in that a check at that moment would refuse', () => {
  const step = fc.record({ token: fc.integer({ min: 0, max: 20 }), wait: fc.integer({ min: -2, max: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0;
      const { tokens } = counted(() => millis(now));
      for (const { token, wait } of steps) {
        now += wait;
        const show = () => tokens.verify(String(token)).uid;
        if (now < token) expect(show()).toBe(String(token));
        else expect(show).toThrow(Problem);
      }
    }),
  );
});
