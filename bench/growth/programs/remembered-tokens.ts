import { userId } from 'latchkey-server';
import { millis, systemClock } from 'latchkey-server/module';
import { sessionId } from 'latchkey-server/operator';
import {
  aSession,
  createAccessTokens,
  createRandomSource,
  createScopes,
  createSigningKeys,
  createVerifiedTokens,
  newKeySet,
} from 'latchkey-server/testing';

/** `remembered-tokens.ts COUNT`: bytes that this many live access tokens take in the memory of those verified. */
const count = Number(process.argv[2]);
const random = createRandomSource();
const keys = createSigningKeys(newKeySet(systemClock()));
const scopes = createScopes(['notes:read', 'notes:write']);
const issuer = 'http://localhost:8787';
const tokens = createAccessTokens({
  keys,
  issuer,
  clock: systemClock,
  random,
  ttlMs: millis(300_000),
  scopes,
});
const verified = createVerifiedTokens(tokens, systemClock);

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
  verified.verify(tokens.issue(session, scopes.all).token);
};

show();
const before = heap();
for (let n = 0; n < count; n += 1) show();
const bytes = heap() - before;
// Used after the measurement, or it would be collected in it.
show();
process.stdout.write(JSON.stringify({ bytes }));
