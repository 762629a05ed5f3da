import { startBrokerWith } from 'latchkey/background';
import { cookieRefresh } from 'latchkey/cookie-refresh';

/** What this server answers to a sign-in and a refresh. */
interface Answer {
  data: { access_token: string; expires_in: number; user: { id: number; name: string } };
}

startBrokerWith(
  cookieRefresh({
    signIn: '/auth/login',
    refresh: '/auth/refresh',
    signOut: '/auth/logout',
    user: (_, { data: { user } }: Answer) => ({ id: String(user.id), username: user.name }),
  }),
  {
    server: 'http://localhost:3000',
    policy: {
      extensionPages: {
        calls: ['abort', 'state', 'challenge', 'sign-in', 'sign-out'],
        routes: [{ method: 'GET', path: '/api/*' }],
        tokens: [],
      },
      contentScripts: [],
    },
  },
);
