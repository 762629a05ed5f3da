import { Hono } from 'hono';
import type { Authenticate } from './accounts/identity.ts';
import type { Config } from './config/settings.ts';
import { Problem } from './errors/problem.ts';
import type { SignInWay } from './flows/way.ts';
import { corsHeaders, preflight } from './http/middleware/cors.ts';
import { requestContext } from './http/middleware/request-context.ts';
import { requireHost } from './http/middleware/require-host.ts';
import { requireExtensionOrigin } from './http/middleware/require-origin.ts';
import { securityHeaders } from './http/middleware/security-headers.ts';
import { tagRoutes } from './http/openapi/describe.ts';
import { createApiDocument } from './http/openapi/document.ts';
import { createRequestIds, type ServerEnv } from './http/request/request-id.ts';
import type { PlainHeaders } from './http/response/early-headers.ts';
import { notFoundHandler, problemHandler } from './http/response/problem-response.ts';
import { accountRoute } from './http/routes/account.ts';
import { challengeRoute } from './http/routes/challenge.ts';
import { flowsRoute } from './http/routes/flows.ts';
import { healthRoute } from './http/routes/health.ts';
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
}

/** What only accounts with passwords have. */
const routesOfAccounts = ['/auth/register', '/auth/password', '/auth/account'];
const keptElsewhere = () => {
  throw new Problem('not_found', { detail: 'The accounts of this server are kept elsewhere.' });
};

const routesOfPasswords = ['/auth/login', '/auth/register', '/auth/password'];
const notByPassword = () => {
  throw new Problem('not_found', { detail: 'This server is not signed in to by a password.' });
};

/** It takes bearer tokens and no cookie, so a content script with a capability token may call it from any page. */
const API = '/api/';

function headersByArea(everywhere: PlainHeaders): (path: string) => PlainHeaders {
  const ofApi = { ...everywhere, ...corsHeaders };
  return (path) => (path.startsWith(API) ? ofApi : everywhere);
}

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
}: AppDeps): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const takesPasswords = signIn.some(({ kind }) => kind === 'password');
  const apiDocument = createApiDocument(() => app, config.publicUrl, [
    ...(authenticate === undefined ? [] : routesOfAccounts),
    ...(takesPasswords ? [] : routesOfPasswords),
  ]);
  const deps = {
    ...services,
    observer,
    signup: config.signup,
    publicUrl: config.publicUrl,
    ways: signIn,
    log,
    authenticate,
    apiDocument,
  };

  app.use(
    requestContext({
      headers: headersByArea(securityHeaders(config.publicUrl)),
      requestId: createRequestIds(),
      responses: metrics.responses,
      log,
    }),
  );
  app.use(requireHost(config.publicUrl, config.hosts));
  app.use('/auth/*', requireExtensionOrigin(config.extensionOrigins));
  if (authenticate) for (const path of routesOfAccounts) app.use(path, keptElsewhere);
  if (!takesPasswords) for (const path of routesOfPasswords) app.use(path, notByPassword);
  app.options(`${API}*`, preflight);
  app.onError(problemHandler(observer.failed));
  app.notFound(notFoundHandler(app));

  const own = app
    .route('/', challengeRoute(deps))
    .route('/', registerRoute(deps))
    .route('/', loginRoute(deps))
    .route('/', flowsRoute(deps))
    .route('/', signInPagesRoute(deps))
    .route('/', refreshRoute(deps))
    .route('/', logoutRoute(deps))
    .route('/', tokenRoute(deps))
    .route('/', sessionsRoute(deps))
    .route('/', passwordRoute(deps))
    .route('/', accountRoute(deps))
    .route('/', meRoute(deps))
    .route('/', jwksRoute(deps))
    .route('/', healthRoute({ store: services.store }))
    .route('/', metricsRoute({ registry: metrics.registry }))
    .route('/', openapiRoute(deps));

  for (const module of modules) {
    const routes = module.routes(deps);
    tagRoutes(routes.routes, module.tag ?? module.name);
    // Hono's own type differs by what its handlers find in their context, which is nothing to the app they come into.
    app.route('/', routes as Hono);
  }
  return own;
}
