import { createNotes } from '../notes/notes.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createChallenges } from './challenge/challenges.ts';
import type { Config } from './config/settings.ts';
import { nonces } from './dpop/nonce.ts';
import { localReplayMemory, sharedReplayMemory } from './dpop/replay.ts';
import { createProofs } from './dpop/verify-proof.ts';
import { createAccessGuard } from './http/middleware/require-access.ts';
import { refreshCookie } from './http/refresh-cookie.ts';
import { clientAddress } from './http/request/client-address.ts';
import { pairAnswer } from './http/response/token-pair.ts';
import { knownDevices } from './rate-limits/known-devices.ts';
import { createProtection } from './rate-limits/limits.ts';
import { liveSessions } from './session/session-cache.ts';
import { createSessions } from './session/sessions.ts';
import type { OpenStorage } from './storage/driver.ts';
import type { Clock } from './time/time.ts';
import { accessTokens as createAccessTokens } from './tokens/access-token.ts';
import { refreshTokens as createRefreshTokens } from './tokens/refresh-token.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';
import { verifiedTokens } from './tokens/verified-tokens.ts';

export interface PartsDeps {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly keys: SigningKeys;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

export type Parts = ReturnType<typeof createParts>;

/** Everything between the storage and the routes, built once and connected. */
export function createParts({ config, storage, keys, clock, random }: PartsDeps) {
  const { store, invalidation } = storage;
  const issuer = config.publicUrl;

  const live = liveSessions(store, invalidation);
  const lifetimes = { idleMs: config.idleTtl, absoluteMs: config.sessionTtl };
  const sessions = createSessions({ store, live, clock, random, lifetimes });

  const accessTokens = createAccessTokens({ keys, issuer, clock, random, ttlMs: config.accessTtl });
  const refreshTokens = createRefreshTokens({ keys, issuer, clock });
  const verified = verifiedTokens(accessTokens, clock);
  const cookie = refreshCookie(issuer);

  const shared = storage.kind === 'redis';
  const replays = shared ? sharedReplayMemory(store, clock) : localReplayMemory(clock);
  // A nonce from before a restart must not outlive the memory of the proofs it was used in.
  const nonceSecret = keys.secret(shared ? 'nonce' : `nonce ${random(16)}`);
  const proofs = createProofs({ origin: issuer, clock, nonces: nonces(nonceSecret), replays });

  const known = knownDevices(store, clock);
  const backend =
    storage.kind === 'redis' ? { kind: storage.kind, client: storage.redis } : { kind: 'memory' as const };

  return {
    store,
    clock,
    random,
    keys,
    live,
    sessions,
    accessTokens,
    refreshTokens,
    verified,
    cookie,
    proofs,
    accounts: createAccounts({ store, clock, random }),
    challenges: createChallenges({
      store,
      clock,
      secret: keys.secret('challenge'),
      cost: config.challengeCost,
    }),
    protection: createProtection({ backend, known, scale: config.rateLimitScale }),
    notes: createNotes({ store, clock, random }),
    requireAccess: createAccessGuard({ verified, live, sessions, clock }),
    answerWithPair: pairAnswer({ accessTokens, refreshTokens, cookie, clock }),
    address: clientAddress(config.trustedProxy),
  };
}
