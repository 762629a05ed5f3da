import type { Backend, BackendTools, CreateBackend, SignInRequest } from '../broker/backend.ts';
import { notSupported } from '../broker/not-supported.ts';
import type { Grant } from '../broker/session/grant.ts';
import { jwtClaims, jwtLifeSeconds } from './jwt-claims.ts';
import { type BackendResponse, createSend, failureOf, isDone, refusalOf, textOf } from './send.ts';

/** A route that takes a person's credentials. */
export interface CredentialRoute {
  readonly path: string;
  /** What is sent as JSON; `{ username, password }` and the further fields without it. */
  readonly body?: (request: SignInRequest) => unknown;
}

/** `Body` is what the server answers to a sign-in and a refresh; an answer that is something else is no grant. */
export interface CookieRefreshOptions<Body = unknown> {
  /** POST, from the server's origin. Sets the refresh cookie and answers with an access token. */
  readonly signIn: string | CredentialRoute;
  /** As `signIn`, where people may register; `not-supported` without it. */
  readonly register?: string | CredentialRoute;
  /** POST with the cookie. Answers with an access token, and sets the next cookie where the server rotates it. */
  readonly refresh: string;
  /** POST with the cookie and the access token. */
  readonly signOut: string;
  /**
   * Where the access token is in an answer; `null` for an answer that has none. Without it: `access_token`,
   * `accessToken` or `token`, at the top or under `data`, and `expires_in` beside it.
   */
  readonly read?: (body: Body) => TokenAnswer | null;
  /** Whose token it is. Without it: `sub`, and `username`, `preferred_username`, `email` or `name` of the token's claims. */
  readonly user?: (accessToken: string, body: Body) => SessionUser | Promise<SessionUser>;
  /**
   * Whether an answer to a refresh means that the session is over. Everything else keeps it. Without it: 401 or 419
   * with a JSON body, which no captive portal gives.
   */
  readonly ended?: (status: number, body: unknown) => boolean;
}

/** What is read of an answer that grants a token. */
export interface TokenAnswer {
  readonly accessToken: string;
  /** Without it: what the token says itself, or 5 minutes. A 401 of the API corrects what is too long. */
  readonly expiresInSeconds?: number;
}

/** Whose a token is. */
export interface SessionUser {
  readonly id: string;
  readonly username: string;
}

const UNKNOWN_LIFE_SECONDS = 300;

/**
 * The backend of a server with an access token in the answer's body and a refresh token in an HttpOnly cookie. It can
 * not give what only its server could: an answer that was lost may end the session where refresh tokens rotate, the
 * cookie is bound to no key, and a sign-out leaves access tokens good until they expire.
 * @example
 * cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout' });
 */
export function cookieRefresh<Body = unknown>(options: CookieRefreshOptions<Body>): CreateBackend {
  const { read = readUsual, user = userOfClaims, ended = isRefusal } = options;
  return (tools: BackendTools): Backend => {
    const send = createSend(tools);

    function post(
      path: string,
      json: unknown,
      more: { accessToken?: string | undefined; signal?: AbortSignal | undefined } = {},
    ) {
      const { accessToken, signal } = more;
      return send({
        method: 'POST',
        url: new URL(path, tools.serverOrigin),
        headers: {
          'Content-Type': 'application/json',
          ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify(json),
        cookies: true,
        signal,
      });
    }

    /** @returns `null` for what is no grant, also where nobody can say whose it is. */
    async function grantOf(answer: BackendResponse): Promise<Grant | null> {
      if (answer.type !== 'answered' || answer.status >= 300) return null;
      try {
        const found = read(answer.body as Body);
        if (found === null) return null;
        const { accessToken, expiresInSeconds } = found;
        const seconds = expiresInSeconds ?? jwtLifeSeconds(accessToken) ?? UNKNOWN_LIFE_SECONDS;
        return {
          user: await user(accessToken, answer.body as Body),
          token: {
            value: accessToken,
            issuedAtMs: answer.sentAtMs,
            expiresAtMs: answer.sentAtMs + seconds * 1000,
          },
          kept: null,
          session: null,
        };
      } catch {
        return null;
      }
    }

    return {
      async authenticate(request) {
        const route = routeOf(request.type === 'sign-in' ? options.signIn : options.register);
        if (route === null) return { type: 'refused', error: notSupported('Registering') };
        const answer = await post(route.path, (route.body ?? allFields)(request));
        const grant = await grantOf(answer);
        if (grant) return { type: 'authenticated', grant };
        const lost = answer.type === 'unreachable' || answer.status < 300;
        return { type: lost ? 'lost' : 'refused', error: refusalOf(answer) };
      },

      async refresh(_kept, signal) {
        const answer = await post(options.refresh, {}, { signal });
        if (answer.type === 'answered' && ended(answer.status, answer.body))
          return { type: 'session-ended', reason: 'unknown' };
        const grant = await grantOf(answer);
        return grant ? { type: 'refreshed', grant } : { type: 'refresh-failed', failure: failureOf(answer) };
      },

      async signOut({ accessToken }) {
        const first = await post(options.signOut, {}, { accessToken });
        if (first.type !== 'answered' || !wantsToken(first.status))
          return isDone(first) ? null : failureOf(first);
        // The last access token is gone or has expired, and the cookie would live on: it gets one for this alone.
        const refreshed = await post(options.refresh, {});
        if (refreshed.type === 'answered' && ended(refreshed.status, refreshed.body)) return null;
        const grant = await grantOf(refreshed);
        if (grant === null) return failureOf(refreshed);
        const second = await post(options.signOut, {}, { accessToken: grant.token.value });
        return isDone(second) ? null : failureOf(second);
      },
    };
  };
}

const wantsToken = (status: number): boolean => [401, 403, 419].includes(status);

const routeOf = (route: string | CredentialRoute | undefined): CredentialRoute | null =>
  typeof route === 'string' ? { path: route } : (route ?? null);

const allFields = ({ username, password, fields }: SignInRequest) => ({ ...fields, username, password });

const isRefusal = (status: number, body: unknown): boolean =>
  (status === 401 || status === 419) && typeof body === 'object' && body !== null;

function readUsual(body: unknown): TokenAnswer | null {
  const nested = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  for (const place of [body, nested]) {
    const accessToken = textOf(place, ['access_token', 'accessToken', 'token']);
    if (accessToken === null) continue;
    const seconds: unknown = Reflect.get(Object(place), 'expires_in');
    return { accessToken, ...(typeof seconds === 'number' && { expiresInSeconds: seconds }) };
  }
  return null;
}

function userOfClaims(accessToken: string): SessionUser {
  const claims = jwtClaims(accessToken);
  const id = claims.sub === undefined ? null : String(claims.sub);
  const username = textOf(claims, ['username', 'preferred_username', 'email', 'name']) ?? id;
  if (id === null || username === null) throw new TypeError('The token names nobody: give `user`');
  return { id, username };
}
