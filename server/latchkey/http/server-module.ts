import type { Context, Hono } from 'hono';
import type { UserId } from '../session/record.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/time.ts';
import type { Idempotency } from './middleware/idempotency.ts';
import type { RequireAccess } from './middleware/require-access.ts';
import type { ApiDocument } from './openapi/document.ts';

/** Where a module keeps what is its own, and what it tells time and makes ids by. */
export interface ModuleStorage {
  readonly store: Store;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

/** What a module's routes are made of. `S`: its scopes. */
export interface ModuleDeps<S extends string = never> extends ModuleStorage {
  readonly requireAccess: RequireAccess<S>;
  readonly idempotency: Idempotency;
  /** The network address a request comes from, as the trusted proxies tell it. */
  readonly clientAddress: (c: Context) => string;
  /** Whether a request comes straight from this machine, and no proxy here has passed it on. */
  readonly isFromThisMachine: (c: Context) => boolean;
  /** What the API is, all modules included; made when it is first asked for. */
  readonly apiDocument: () => Promise<ApiDocument>;
}

/**
 * Routes that stand beside the library's own, with all that belongs to them: how an API of one's own comes into the
 * server, its documentation, its tokens' scopes and the removal of accounts.
 * @example
 * const orders: ServerModule<'orders'> = {
 *   name: 'orders',
 *   scopes: ['orders'],
 *   routes: ({ requireAccess }) =>
 *     new Hono<AccessEnv>().get('/api/orders', requireAccess({ scopes: ['orders'] }), (c) =>
 *       c.json({ of: c.var.access.username }),
 *     ),
 *   onAccountRemoved: (userId) => database.removeOrdersOf(userId),
 * };
 * const latchkey = await openLatchkey(config, { modules: [orders] });
 */
export interface ServerModule<S extends string = never> {
  readonly name: string;
  /** What access tokens may be good for beside the library's own scopes. */
  readonly scopes?: readonly S[];
  /** The heading of its routes in the API document, where they have none of their own; its name unless said. */
  readonly tag?: string;
  /** A Hono app with whole paths; what its handlers throw is answered as everywhere. */
  routes(deps: ModuleDeps<S>): Pick<Hono, 'routes'>;
  /**
   * An account is being removed, by its owner or by the operator's command: removes what is kept for it. Called more
   * than once for one account, also for one that nothing is kept for.
   */
  onAccountRemoved?(userId: UserId, storage: ModuleStorage): Promise<void>;
}
