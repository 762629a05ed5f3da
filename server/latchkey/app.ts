import { Hono } from 'hono';
import { notesRoute } from '../notes/routes.ts';
import { docsRoute } from '../site/docs/routes.ts';
import { pagesRoute } from '../site/routes.ts';
import type { Identify } from './accounts/identity.ts';
import type { Config } from './config/settings.ts';
import { Problem } from './errors/problem.ts';
import type { ServerEnv } from './http/env.ts';
import { forAnyOrigin, preflight } from './http/middleware/cors.ts';
import { envelope } from './http/middleware/request-context.ts';
import { requestIds } from './http/middleware/request-ids.ts';
import { requireExtensionOrigin } from './http/middleware/require-origin.ts';
import { securityHeaders } from './http/middleware/security-headers.ts';
import { apiDocument } from './http/openapi/document.ts';
import type { PlainHeaders } from './http/response/early-headers.ts';
import { notFoundHandler, problemHandler } from './http/response/problem-response.ts';
import { accountRoute } from './http/routes/account.ts';
import { challengeRoute } from './http/routes/challenge.ts';
import { healthRoute } from './http/routes/health.ts';
import { jwksRoute } from './http/routes/jwks.ts';
import { loginRoute } from './http/routes/login.ts';
import { logoutRoute } from './http/routes/logout.ts';
import { meRoute } from './http/routes/me.ts';
import { passwordRoute } from './http/routes/password.ts';
import { refreshRoute } from './http/routes/refresh.ts';
import { registerRoute } from './http/routes/register.ts';
import { sessionsRoute } from './http/routes/sessions.ts';
import { tokenRoute } from './http/routes/token.ts';
import { auditLog } from './observability/audit.ts';
import { failures } from './observability/failures.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { createObserver } from './observability/observer.ts';
import type { Parts } from './services.ts';

export interface AppDeps {
  readonly config: Config;
  readonly parts: Parts;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Absolute path of the unpacked extension, where there is one on this machine. */
  readonly extensionFolder?: string | null;
  /** Who is signing in, in place of the accounts that are kept here; their own routes are not offered then. */
  readonly identify?: Identify;
}

/** The contract, as a type: what the extension's half knows of the server. */
export type App = ReturnType<typeof createApp>;

/** What only accounts with passwords have. */
const routesOfAccounts = ['/auth/register', '/auth/password', '/auth/account'];
const keptElsewhere = () => {
  throw new Problem('not_found', { detail: 'The accounts of this server are kept elsewhere.' });
};

/** It takes bearer tokens and no cookie, so a content script with a capability token may call it from any page. */
const API = '/api/';

function headersByArea(everywhere: PlainHeaders): (path: string) => PlainHeaders {
  const ofApi = { ...everywhere, ...forAnyOrigin };
  return (path) => (path.startsWith(API) ? ofApi : everywhere);
}

/** Composes the routes. */
export function createApp({ config, parts, log, metrics, extensionFolder = null, identify }: AppDeps) {
  const audit = auditLog(log);
  const userIdOf = async (username: string) => (await parts.accounts.find(username))?.id ?? null;
  const deps = {
    ...parts,
    audit,
    signup: config.signup,
    identify,
    observer: createObserver({ audit, metrics, userIdOf }),
  };

  const app = new Hono<ServerEnv>();
  app.use(
    envelope({
      headers: headersByArea(securityHeaders(config.publicUrl)),
      requestId: requestIds(),
      responses: metrics.responses,
      log,
    }),
  );
  app.use('/auth/*', requireExtensionOrigin(config.extensionOrigins));
  if (identify) for (const path of routesOfAccounts) app.use(path, keptElsewhere);
  app.options(`${API}*`, preflight);
  app.onError(problemHandler(failures(metrics, log)));
  app.notFound(notFoundHandler(app));

  return app
    .route('/', challengeRoute(deps))
    .route('/', registerRoute(deps))
    .route('/', loginRoute(deps))
    .route('/', refreshRoute(deps))
    .route('/', logoutRoute(deps))
    .route('/', tokenRoute(deps))
    .route('/', sessionsRoute(deps))
    .route('/', passwordRoute(deps))
    .route('/', accountRoute(deps))
    .route('/', meRoute(deps))
    .route('/', notesRoute(deps))
    .route('/', jwksRoute(deps))
    .route('/', healthRoute({ store: parts.store, registry: metrics.registry }))
    .route('/', docsRoute({ document: apiDocument(() => app, config.publicUrl) }))
    .route('/', pagesRoute({ extensionFolder, address: parts.address }));
}
