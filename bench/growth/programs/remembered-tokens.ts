import { userId } from 'latchkey-server';
import { millis, systemClock } from 'latchkey-server/module';
import { newKeySet, randomSource, sessionId, signingKeys } from 'latchkey-server/operator';
import { accessTokens, aSession, scopes, verifiedTokens } from 'latchkey-server/testing';

/** `remembered-tokens.ts COUNT`: bytes that this many live access tokens take in the memory of those verified. */
const count = Number(process.argv[2]);
const random = randomSource();
const keys = signingKeys(newKeySet(systemClock()));
const issuer = 'http://localhost:8787';
const tokens = accessTokens({ keys, issuer, clock: systemClock, random, ttlMs: millis(300_000) });
const verified = verifiedTokens(tokens, systemClock);

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const show = () => {
  const session = aSession({
    sid: sessionId(random(16)),
    uid: userId(random(16)),
    absoluteUntil: millis(systemClock() + 86_400_000),
  });
  verified.verify(tokens.issue(session, scopes).token);
};

show();
const before = heap();
for (let n = 0; n < count; n += 1) show();
const bytes = heap() - before;
// Used after the measurement, or it would be collected in it.
show();
process.stdout.write(JSON.stringify({ bytes }));
