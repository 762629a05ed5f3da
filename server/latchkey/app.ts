import { Hono } from 'hono';
import type { Authenticate } from './accounts/identity.ts';
import type { Config } from './config/settings.ts';
import type { SignInWay } from './flows/way.ts';
import { aroundRoutes } from './http/around-routes.ts';
import { cors, preflight } from './http/middleware/cors.ts';
import { requestContext } from './http/middleware/request-context.ts';
import { requireHost } from './http/middleware/require-host.ts';
import { isForExtensions, requireExtensionOrigin } from './http/middleware/require-origin.ts';
import { securityHeaders } from './http/middleware/security-headers.ts';
import { tagRoutes } from './http/openapi/describe.ts';
import { type ApiDocument, createApiDocument } from './http/openapi/document.ts';
import { createRequestIds, type ServerEnv } from './http/request/request-id.ts';
import { notFoundHandler, problemHandler } from './http/response/problem-response.ts';
import { accountRoute } from './http/routes/account.ts';
import { accountWaysRoute } from './http/routes/account-ways.ts';
import { challengeRoute } from './http/routes/challenge.ts';
import { cookieCheckRoute } from './http/routes/cookie-check.ts';
import { flowsRoute } from './http/routes/flows.ts';
import { healthRoute } from './http/routes/health.ts';
import { introspectRoute } from './http/routes/introspect.ts';
import { jwksRoute } from './http/routes/jwks.ts';
import { loginRoute } from './http/routes/login.ts';
import { logoutRoute } from './http/routes/logout.ts';
import { meRoute } from './http/routes/me.ts';
import { metricsRoute } from './http/routes/metrics.ts';
import { openapiRoute } from './http/routes/openapi.ts';
import { passwordRoute } from './http/routes/password.ts';
import { refreshRoute } from './http/routes/refresh.ts';
import { registerRoute } from './http/routes/register.ts';
import { sessionsRoute } from './http/routes/sessions.ts';
import { signInPagesRoute } from './http/routes/sign-in-pages.ts';
import { tokenRoute } from './http/routes/token.ts';
import type { ServerModule } from './http/server-module.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import type { Observer } from './observability/observer.ts';
import type { Services } from './services.ts';

export interface AppDeps {
  readonly config: Config;
  readonly services: Services;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly observer: Observer;
  readonly modules: readonly ServerModule<string>[];
  /** Who is signing in, in place of the accounts that are kept here; their own routes are not offered then. */
  readonly authenticate?: Authenticate | undefined;
  /** How people sign in. */
  readonly signIn: readonly SignInWay[];
  /** Whether a stop has begun. */
  readonly isStopping?: () => boolean;
}

export interface App {
  /** What a session is made, kept and ended by: what an app around needs, and nothing else. */
  readonly routes: Hono<ServerEnv>;
  /** The same with what a server of its own has: whose token it is, health, figures, the API document, modules. */
  readonly app: Hono<ServerEnv>;
  /** What the API is, all modules included; made when it is first asked for. */
  readonly apiDocument: () => Promise<ApiDocument>;
}

/** It takes bearer tokens and no cookie, so that pages may be let read it (`LATCHKEY_API_ORIGINS`). */
const API = '/api/';

/** Composes the routes: the library's own and, after them, those of the modules. */
export function createApp({
  config,
  services,
  log,
  metrics,
  observer,
  modules,
  authenticate,
  signIn,
  isStopping = () => false,
}: AppDeps): App {
  const deps = {
    ...services,
    observer,
    signup: config.signup,
    signInCode: config.signInCode,
    publicUrl: config.publicUrl,
    ways: signIn,
    log,
    authenticate,
    apiDocument: createApiDocument(
      () => composed,
      config.publicUrl,
      modules.map(({ tag, name }) => tag ?? name),
    ),
  };
  const takesPasswords = signIn.some(({ kind }) => kind === 'password');
  const keepsAccounts = authenticate === undefined;

  const ofSessions = new Hono<ServerEnv>().route('/', challengeRoute(deps));
  if (takesPasswords && keepsAccounts) ofSessions.route('/', registerRoute(deps));
  if (takesPasswords) ofSessions.route('/', loginRoute(deps));
  ofSessions
    .route('/', flowsRoute(deps))
    .route('/', signInPagesRoute(deps))
    .route('/', refreshRoute(deps))
    .route('/', logoutRoute(deps))
    .route('/', cookieCheckRoute(deps))
    .route('/', tokenRoute(deps))
    .route('/', sessionsRoute(deps));
  if (takesPasswords && keepsAccounts) ofSessions.route('/', passwordRoute(deps));
  if (keepsAccounts) ofSessions.route('/', accountRoute(deps)).route('/', accountWaysRoute(deps));
  ofSessions.route('/', jwksRoute(deps));
  if (config.introspectionClients.length > 0) {
    ofSessions.route('/', introspectRoute({ ...deps, clients: config.introspectionClients }));
  }

  const ofServer = new Hono<ServerEnv>()
    .route('/', meRoute(deps))
    .route('/', healthRoute({ store: services.store, isStopping }))
    .route('/', metricsRoute({ registry: metrics.registry }))
    .route('/', openapiRoute(deps));
  for (const module of modules) {
    const routes = module.routes(deps);
    tagRoutes(routes.routes, module.tag ?? module.name);
    // Hono's own type differs by what its handlers find in their context, which is nothing to the app they come into.
    ofServer.route('/', routes as Hono);
  }

  const everywhere = securityHeaders(config.publicUrl);
  const context = requestContext({
    headers: everywhere,
    requestId: createRequestIds(),
    responses: metrics.responses,
    log,
  });
  const fromPages = config.apiOrigins.length > 0;
  const corsOfApi = cors(config.apiOrigins);
  const hostGuard = requireHost(config.publicUrl, config.hosts);
  const originGuard = requireExtensionOrigin(config.extensionOrigins, async (c, origin) => {
    const address = services.clientAddress(c);
    const line = (await services.rateLimits.tryConsumeForeignOrigin(address)) ? 'written' : 'left out';
    observer.originRefused(origin, address, line);
  });
  const inFront = (path: string) => {
    if (fromPages && path.startsWith(API)) return [context, corsOfApi, hostGuard];
    return isForExtensions(path) ? [context, hostGuard, originGuard] : [context, hostGuard];
  };
  const compose = (...parts: Hono<ServerEnv>[]) => {
    const all = new Hono<ServerEnv>();
    for (const part of parts) all.route('/', part);
    const app = aroundRoutes(all, inFront).route('/', all);
    for (const path of new Set(all.routes.map((route) => route.path))) {
      if (fromPages && path.startsWith(API)) app.on('OPTIONS', [path], ...inFront(path), preflight);
    }
    return app.onError(problemHandler(observer.failed));
  };

  const composed = compose(ofSessions, ofServer);
  // Only where this is the server: in somebody's app it is theirs to say what there is not.
  const elsewhere = new Hono<ServerEnv>()
    .use(context, hostGuard)
    .all('*', notFoundHandler(composed))
    .onError(problemHandler(observer.failed));
  composed.notFound((c) => elsewhere.fetch(c.req.raw, c.env));
  return { routes: compose(ofSessions), app: composed, apiDocument: deps.apiDocument };
}
