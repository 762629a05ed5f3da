import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Problem } from '../../errors/problem.ts';
import type { Observer } from '../../observability/observer.ts';
import { readRefusedAttempts } from '../../refresh/refused-attempts.ts';
import { type SessionId, type SessionRecord, sessionId } from '../../session/record.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { Store } from '../../storage/store.ts';
import { type Millis, toRfc3339 } from '../../time/time.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { idParam } from '../request/id-param.ts';
import { signOut } from '../sign-out.ts';

export interface SessionsRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly sessions: Sessions;
  readonly store: Store;
  readonly observer: Pick<Observer, 'sessionEnded'>;
  readonly clientAddress: (c: Context) => string;
}

const answer = v.object({
  sessions: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      created_at: v.string(),
      last_used_at: v.string(),
      current: v.boolean(),
      refused_attempts: v.nullable(
        v.pipe(
          v.object({ count: v.number(), last_at: v.string() }),
          v.description("Refreshes with this session's cookie and somebody else's key"),
        ),
      ),
    }),
  ),
});

/**
 * What `GET /auth/sessions` is answered with.
 * @interface
 */
export type SessionsResponse = v.InferOutput<typeof answer>;

/** /auth/sessions: where the user is signed in, and how to end it there. */
export function sessionsRoute({
  requireAccess,
  sessions,
  store,
  observer,
  clientAddress,
}: SessionsRouteDeps) {
  const account = requireAccess({ scopes: ['account'] });

  return new Hono<AccessEnv>()
    .get(
      '/auth/sessions',
      describe({
        tag: 'Account',
        auth: 'access token',
        summary: 'Where the user is signed in',
        success: { status: 200, description: 'The sessions, the last used first', schema: answer },
        problems: ['invalid_token', 'insufficient_scope'],
      }),
      account,
      async (c) => {
        const records = await sessions.list(c.var.access.userId);
        return c.json({
          sessions: await Promise.all(records.map((record) => shown(store, record, c.var.access.sessionId))),
        });
      },
    )
    .delete(
      '/auth/sessions',
      describe({
        tag: 'Account',
        auth: 'access token',
        summary: 'Ends every other session of the user',
        success: { status: 204, description: 'They have ended' },
        problems: ['invalid_token', 'insufficient_scope', 'origin_not_allowed'],
      }),
      account,
      async (c) => {
        const { userId, sessionId: current } = c.var.access;
        for (const record of await sessions.endAll(userId, 'logout', current)) {
          observer.sessionEnded('logout', record, clientAddress(c));
        }
        return c.body(null, 204);
      },
    )
    .delete(
      '/auth/sessions/:id',
      describe({
        tag: 'Account',
        auth: 'access token',
        summary: 'Ends one session of the user',
        success: { status: 204, description: 'It has ended' },
        problems: ['invalid_token', 'insufficient_scope', 'origin_not_allowed', 'not_found'],
      }),
      account,
      idParam('is no session id'),
      async (c) => {
        const sid = sessionId(c.req.valid('param').id);
        // Somebody else's session is answered like none: its id is not to be found out here.
        const owned = (await sessions.read(sid))?.uid === c.var.access.userId;
        if (!owned) throw new Problem('not_found', { detail: 'You have no such session.' });
        await signOut({ sessions, observer }, sid, clientAddress(c));
        return c.body(null, 204);
      },
    );
}

async function shown(store: Store, record: SessionRecord, current: SessionId) {
  const refused = await readRefusedAttempts(store, record.sid);
  return {
    id: record.sid as string,
    label: record.label,
    created_at: toRfc3339(record.createdAt),
    last_used_at: toRfc3339(record.lastUsedAt),
    current: record.sid === current,
    refused_attempts:
      refused === null ? null : { count: refused.count, last_at: toRfc3339(refused.lastAt as Millis) },
  };
}
