import * as v from 'valibot';
import type { Keeping } from '../../broker/backend.ts';
import type { AuthResponse, SendAuthRequest } from './auth-request.ts';

export const cookieCheckResponse = v.object({ session: v.boolean(), probe: v.boolean() });

const path = '/auth/cookie-check';

/**
 * Whether the browser keeps the session's cookie: no extension may look without a permission for all cookies, so the
 * server says what came along. By a second call where none did, which tells a browser that keeps no cookies from one
 * that has lost this one.
 */
export function createCookieCheck(send: SendAuthRequest): () => Promise<Keeping> {
  async function ask(by: 'cookie' | 'no-cookie') {
    // Whoever asks wants to know whether a session could begin.
    const answer = await send({ method: 'POST', path, by, binds: true });
    const parsed = v.safeParse(cookieCheckResponse, answer.type === 'answered' ? answer.body : null);
    return { answer, cameAlong: parsed.success ? parsed.output : null };
  }

  return async () => {
    const first = await ask('cookie');
    if (first.answer.type === 'unprovable') return 'key-unavailable';
    if (first.cameAlong === null) {
      const refused = isRefusedUnread(first.answer) && (await ask('no-cookie')).cameAlong !== null;
      return refused ? 'too-many-cookies' : 'unknown';
    }
    if (first.cameAlong.session) return 'kept';
    const { cameAlong } = await ask('cookie');
    if (cameAlong === null) return 'unknown';
    return cameAlong.probe ? 'absent' : 'blocked';
  };
}

/** 431, or what proxies say in its place; what has got as far as the server is answered by a problem with a code. */
function isRefusedUnread(answer: AuthResponse): boolean {
  return answer.type === 'answered' && answer.problem === null && answer.status >= 400 && answer.status < 500;
}
