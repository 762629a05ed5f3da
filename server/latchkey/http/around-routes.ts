import { Hono, type MiddlewareHandler } from 'hono';
import { METHOD_NAME_ALL } from 'hono/router';
import { inOneCall, type Registered } from './in-one-call.ts';
import { RememberingRouter } from './remembering-router.ts';
import type { ServerEnv } from './request/request-id.ts';

/**
 * Puts middleware in front of these routes and of nothing else. A middleware of `app.use` runs, once its app is mounted
 * in another one, on whatever that one registers afterwards: somebody's own pages, under other methods and paths.
 * @param middleware what belongs before a route with this path
 */
export function aroundRoutes(
  { routes }: Pick<Hono<ServerEnv>, 'routes'>,
  middleware: (path: string) => readonly MiddlewareHandler<ServerEnv>[],
): Hono<ServerEnv> {
  const router = new RememberingRouter<Registered>((found) =>
    // biome-ignore lint/complexity/useLiteralKeys: private by its type; whoever has the app may give it another one.
    inOneCall(found, (error, c) => app['errorHandler'](error, c)),
  );
  const app: Hono<ServerEnv> = new Hono<ServerEnv>({ router });
  const paths = new Set(routes.filter(({ method }) => method !== METHOD_NAME_ALL).map(({ path }) => path));
  const done = new Set<string>();
  for (const { method, path } of routes) {
    // Under all methods there is a handler, or a middleware of the routes' own, whose routes have it in front already.
    const isMiddleware = method === METHOD_NAME_ALL && (path.endsWith('*') || paths.has(path));
    if (isMiddleware || done.has(`${method} ${path}`)) continue;
    done.add(`${method} ${path}`);
    app.on(method, [path], ...middleware(path));
  }
  return app;
}
