import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Problem } from '../../errors/problem.ts';
import { key } from '../../storage/key.ts';
import type { Store } from '../../storage/store.ts';
import { type Clock, type Millis, millis } from '../../time/time.ts';
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
      readonly body: string;
    }
);

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

export type Idempotency = ReturnType<typeof idempotency>;

/** A body that was validated before. */
type Body = { out: { json: unknown } };

/**
 * Answers a resend with the answer of the first call (draft-ietf-httpapi-idempotency-key-header-07), per user and
 * route, for a day. Belongs behind the access guard and the body's validation. It throws {@link Problem}
 * `idempotency_in_progress` (409 with `Retry-After`) while the first call is being answered,
 * `idempotency_key_reused` (409) when the key came with another body, `invalid_request` for a key that is none, and
 * `storage_unavailable`.
 * @example
 * app.post('/api/orders', requireAccess(), json(orderSchema), idempotency, async (c) => {
 *   const order = await orders.add(c.req.valid('json'), c.var.writeId);
 *   return c.json(order, 201);
 * });
 */
export function idempotency({ store, clock, random }: IdempotencyDeps) {
  const middleware: MiddlewareHandler<IdempotentEnv, string, Body> = async (c, next) => {
    const name = keyOf(c.req.header('Idempotency-Key'));
    if (name === undefined) return next();

    const at = key('idempotency', digest([c.var.access.userId, c.req.method, c.req.path, name]));
    const fingerprint = digest([c.req.valid('json')]);
    const found = await store.get<Attempt>(at);
    const now = clock();
    const before = found !== null && found.until > now ? found : null;
    if (before !== null && before.fingerprint !== fingerprint) throw keyReused();
    if (before?.state === 'answered') {
      const headers = { 'Content-Type': before.type, 'Idempotency-Replayed': 'true' };
      return c.body(before.body, before.status, headers);
    }
    if (before !== null && before.leasedUntil > now) throw inProgress();

    const writeId = before?.writeId ?? random(12);
    const until = millis(now + KEPT_MS);
    const working = { state: 'working', fingerprint, writeId, until } as const;
    const lease: Attempt = { ...working, leasedUntil: millis(now + LEASE_MS) };
    if (!(await store.compareAndSet(at, found, lease, { expiresAt: until }))) throw inProgress();
    c.set('writeId', writeId);
    await next();

    const { status, headers } = c.res;
    if (status < 400) {
      const body = await c.res.clone().text();
      const type = headers.get('Content-Type') ?? '';
      const answered = {
        state: 'answered',
        fingerprint,
        until,
        status: status as ContentfulStatusCode,
        type,
        body,
      };
      await store.put(at, answered, until);
    } else if (status < 500) {
      // Refused before anything was written: the key is free for a better try.
      await store.remove(at);
    } else {
      await store.put(at, { ...working, leasedUntil: now }, until);
    }
  };
  return middleware;
}

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
