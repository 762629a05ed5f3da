import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

interface Session {
  readonly username: string;
  /** The one refresh token that is good; an older one is taken for theft, as such servers do. */
  refreshToken: string;
  readonly accessTokens: Map<string, number>;
}

export interface DualTokenOptions {
  readonly now: () => number;
  readonly accessTtlMs?: number;
  /** What a missing or expired access token is answered with; some frameworks say 419. */
  readonly refusal?: 401 | 419;
}

const ONE_WEEK_SECONDS = 604_800;

/**
 * The dual-token server of the usual kind, as many have one already: a login with a captcha's answer, the access token
 * under `data.access_token`, the refresh token in an HttpOnly cookie that rotates, and no word about lost answers.
 */
export class DualTokenServer {
  readonly app = new Hono();
  readonly origin = 'https://dual.example';
  readonly #sessions = new Set<Session>();
  readonly #options: Required<DualTokenOptions>;

  constructor({ now, accessTtlMs = 300_000, refusal = 401 }: DualTokenOptions) {
    this.#options = { now, accessTtlMs, refusal };
    this.#routes();
  }

  /** An administrator ends every session. */
  endSessions(): void {
    this.#sessions.clear();
  }

  /** Access tokens end before their time, as when a signing key was rotated. */
  refuseAccessTokens(): void {
    for (const { accessTokens } of this.#sessions) accessTokens.clear();
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  #routes(): void {
    const { now, accessTtlMs, refusal } = this.#options;
    const answer = (session: Session) => {
      const claims = { sub: '7', username: session.username, jti: crypto.randomUUID() };
      const token = `h.${btoa(JSON.stringify(claims))}.s`;
      session.accessTokens.set(token, now() + accessTtlMs);
      return {
        data: {
          access_token: token,
          expires_in: accessTtlMs / 1000,
          user: { id: 7, name: session.username },
        },
      };
    };
    const byToken = (header: string | undefined): Session | null => {
      const token = header?.replace('Bearer ', '') ?? '';
      for (const session of this.#sessions)
        if ((session.accessTokens.get(token) ?? 0) > now()) return session;
      return null;
    };
    const cookie = {
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/auth',
      maxAge: ONE_WEEK_SECONDS,
    } as const;

    this.app.post('/auth/login', async (c) => {
      const { username, password, captcha } = await c.req.json();
      if (captcha !== '5') return c.json({ statusCode: 400, message: 'Wrong captcha' }, 400);
      if (password !== 'right') return c.json({ statusCode: 401, message: 'Wrong password' }, 401);
      const session = { username, refreshToken: crypto.randomUUID(), accessTokens: new Map() };
      this.#sessions.add(session);
      setCookie(c, 'rt', session.refreshToken, cookie);
      return c.json(answer(session), 201);
    });

    this.app.post('/auth/refresh', (c) => {
      const shown = getCookie(c, 'rt');
      const session = [...this.#sessions].find(({ refreshToken }) => refreshToken === shown);
      if (!session) return c.json({ statusCode: 401, message: 'Unauthorized' }, 401);
      session.refreshToken = crypto.randomUUID();
      setCookie(c, 'rt', session.refreshToken, cookie);
      return c.json(answer(session));
    });

    this.app.post('/auth/logout', (c) => {
      const session = byToken(c.req.header('Authorization'));
      if (!session) return c.json({ statusCode: refusal, message: 'Unauthorized' }, refusal as 401);
      this.#sessions.delete(session);
      deleteCookie(c, 'rt', cookie);
      return c.body(null, 204);
    });

    this.app.all('/api/*', async (c) => {
      const session = byToken(c.req.header('Authorization'));
      if (!session) return c.json({ statusCode: refusal, message: 'Unauthorized' }, refusal as 401);
      return c.json({ username: session.username, said: await c.req.text() });
    });
  }
}
