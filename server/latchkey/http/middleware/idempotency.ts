import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { uniqueSymbol } from 'hono-openapi';
import { Problem } from '../../errors/problem.ts';
import type { UserId } from '../../session/record.ts';
import { key } from '../../storage/key.ts';
import type { Store } from '../../storage/store.ts';
import { type Clock, type Millis, millis } from '../../time/time.ts';
import { idempotencyKey } from '../openapi/headers.ts';
import { throwToApp } from '../response/problem-exception.ts';
import type { AccessEnv } from './require-access.ts';

/** How long a call and its answer are kept for a resend. */
const KEPT_MS = 24 * 3_600_000;
/** After this a call counts as dead with its server, and a resend may take its work up. */
const LEASE_MS = 30_000;

/** What is known of a key: its call is being answered, or was answered. */
type Attempt = {
  readonly fingerprint: string;
  readonly until: Millis;
} & (
  | { readonly state: 'working'; readonly writeId: string; readonly leasedUntil: Millis }
  | {
      readonly state: 'answered';
      readonly status: ContentfulStatusCode;
      readonly type: string;
      /** The body, which nobody reads who does not show the call again: it may outlive what it is about. */
      readonly sealed: string;
      /** Those of its headers that belong to the answer, sealed as the body is. */
      readonly sealedHeaders?: string;
    }
  /** As it was kept before; none of these is older than a day. */
  | {
      readonly state: 'answered';
      readonly status: ContentfulStatusCode;
      readonly type: string;
      readonly body: string;
    }
);

/** How many calls of one user are kept at most. */
const KEPT_PER_USER = 1_000;

/** The set of what is kept for a user, so that it is counted and goes with the account. */
const attemptsKey = (userId: UserId) => key('idempotency-of', userId);

/** What handlers behind `idempotency` find in their context. */
export interface IdempotentEnv {
  Variables: AccessEnv['Variables'] & {
    /**
     * The same at each resend of one call: what the handler makes bears it as its id, so that work which was cut
     * off half-way is completed by the resend and not done twice. Absent without an `Idempotency-Key`.
     */
    writeId?: string;
  };
}

export interface IdempotencyDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

/** A body that was validated before. */
type Body = { out: { json: unknown } };

/** A middleware for writing routes, behind the access guard and the body's validation. */
export type Idempotency = MiddlewareHandler<IdempotentEnv, string, Body>;

/**
 * Answers a resend with the answer of the first call (draft-ietf-httpapi-idempotency-key-header-07), per user and
 * route, for a day. Belongs behind the access guard and the body's validation. It throws as the guard does
 * `idempotency_in_progress` (409 with `Retry-After`) while the first call is being answered,
 * `idempotency_key_reused` (409) when the key came with another body or query, `rate_limited` (429 with `Retry-After`)
 * for a user of whom 1,000 calls are kept, `invalid_request` for a key that is none, and `storage_unavailable`.
 * @example
 * app.post('/api/orders', requireAccess(), json(orderSchema), idempotency, async (c) => {
 *   const order = await orders.add(c.req.valid('json'), c.var.writeId);
 *   return c.json(order, 201);
 * });
 */
export function idempotency({ store, clock, random }: IdempotencyDeps): Idempotency {
  const answerOnce: Idempotency = async (c, next) => {
    const name = keyOf(c.req.header('Idempotency-Key'));
    if (name === undefined) return next();

    const { userId } = c.var.access;
    const id = digest([userId, c.req.method, c.req.path, name]);
    const at = attemptKey(id);
    const { search } = new URL(c.req.url);
    const body: unknown = c.req.valid('json');
    // Salted with the key, of which only the digest is kept: no guess at a text can be tried on what is stored.
    const call = [name, search, body];
    const fingerprint = digest(call);
    const found = await store.get<Attempt>(at);
    const now = clock();
    const before = found !== null && found.until > now ? found : null;
    // As it was kept before, and asked last: nearly every call is the first of its key.
    const isFormer = () => search === '' && before?.fingerprint === digest([body]);
    if (before !== null && before.fingerprint !== fingerprint && !isFormer()) throw keyReused();
    if (before?.state === 'answered') {
      const kept = 'sealedHeaders' in before ? before.sealedHeaders : undefined;
      const headers = {
        ...(kept !== undefined && JSON.parse(unseal(kept, [...call, 'headers']))),
        'Content-Type': before.type,
        'Idempotency-Replayed': 'true',
      };
      const text = 'sealed' in before ? unseal(before.sealed, call) : before.body;
      return c.body(text, before.status, headers);
    }
    if (before !== null && before.leasedUntil > now) throw inProgress();

    if (before === null) await keepFor(userId, id, now);
    const writeId = before?.writeId ?? random(12);
    const until = millis(now + KEPT_MS);
    const working = { state: 'working', fingerprint, writeId, until } as const;
    const lease: Attempt = { ...working, leasedUntil: millis(now + LEASE_MS) };
    if (!(await store.compareAndSet(at, found, lease, { expiresAt: until }))) throw inProgress();
    c.set('writeId', writeId);
    await next();

    const { status, headers } = c.res;
    if (status < 400) {
      const sealed = seal(await c.res.clone().text(), call);
      const type = headers.get('Content-Type') ?? '';
      const answered = {
        state: 'answered',
        fingerprint,
        until,
        status: status as ContentfulStatusCode,
        type,
        sealed,
        sealedHeaders: seal(JSON.stringify(ofAnswer(headers)), [...call, 'headers']),
      };
      await store.put(at, answered, until);
    } else if (status < 500) {
      // Refused before anything was written: the key is free for a better try.
      await store.remove(at);
      await store.removeMember(attemptsKey(userId), id);
    } else {
      await store.put(at, { ...working, leasedUntil: now }, until);
    }
  };
  const middleware: MiddlewareHandler<IdempotentEnv, string, Body> = async (c, next) => {
    try {
      return await answerOnce(c, next);
    } catch (cause) {
      return throwToApp(c, cause);
    }
  };
  // Told to the API document; to whoever uses it, it is a middleware.
  Object.assign(middleware, { [uniqueSymbol]: { spec: { parameters: [idempotencyKey] } } });
  return middleware;

  /** The index comes first, so that nothing is kept that it does not name. @throws {Problem} `rate_limited` */
  async function keepFor(userId: UserId, id: string, now: Millis): Promise<void> {
    const index = attemptsKey(userId);
    const ids = await store.members(index);
    if (ids.length >= KEPT_PER_USER && !ids.includes(id)) {
      const kept = await store.getMany<Attempt>(ids.map(attemptKey));
      const over = ids.filter((_, n) => (kept[n]?.until ?? 0) <= now);
      for (const old of over) await store.removeMember(index, old);
      const next = Math.min(...kept.map((attempt) => attempt?.until ?? Number.POSITIVE_INFINITY));
      if (over.length === 0) throw new Problem('rate_limited', { retryAfterMs: next - now });
    }
    await store.addMember(index, id);
  }
}

/** What a handler says of what it made (RFC 9110 sections 8 and 10.2.2); the rest is said of each answer anew. */
const KEPT_HEADERS = ['location', 'content-location', 'etag', 'last-modified', 'content-language', 'link'];

const ofAnswer = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((header) => {
      const value = headers.get(header);
      return value === null ? [] : [[header, value]];
    }),
  );

/** Removes all that is kept of a user's calls. */
export async function forgetCalls(store: Store, userId: UserId): Promise<void> {
  const index = attemptsKey(userId);
  for (const id of await store.members(index)) {
    await store.remove(attemptKey(id));
    await store.removeMember(index, id);
  }
}

const attemptKey = (id: string) => key('idempotency', id);

/** Each key encrypts one text, so that the nonce need not differ (NIST SP 800-38D section 8.2). */
const NONCE = Buffer.alloc(12);
const TAG_BYTES = 16;

/** Under a key that follows from the call, of which the storage has a digest only: AES-256-GCM. */
function seal(text: string, call: readonly unknown[]): string {
  const cipher = createCipheriv('aes-256-gcm', keyFrom(call), NONCE);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

function unseal(sealed: string, call: readonly unknown[]): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(call), NONCE);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}

const keyFrom = (call: readonly unknown[]) =>
  createHash('sha256')
    .update(JSON.stringify(['answer', ...call]))
    .digest();

/** A structured-field string (RFC 9651 section 3.3.3) as the draft wants it, or the bare value that most clients send. */
function keyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const name =
    /^"([\x21\x23-\x7e]{1,128})"$/.exec(header)?.[1] ?? /^[\x21\x23-\x7e]{1,128}$/.exec(header)?.[0];
  if (name !== undefined) return name;
  const errors = [{ field: 'Idempotency-Key', message: 'must have 1 to 128 visible ASCII characters' }];
  throw new Problem('invalid_request', { extensions: { errors } });
}

const keyReused = () => new Problem('idempotency_key_reused');

const inProgress = () => new Problem('idempotency_in_progress', { retryAfterMs: 1_000 });

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}
