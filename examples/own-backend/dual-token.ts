import { startBrokerWith } from 'latchkey/background';
import { cookieRefresh } from 'latchkey/cookie-refresh';

startBrokerWith(cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout' }), {
  server: 'http://localhost:3000',
  policy: {
    extensionPages: {
      calls: ['abort', 'state', 'challenge', 'sign-in', 'sign-out'],
      routes: [{ method: 'GET', path: '/api/*' }],
      tokens: [],
    },
    contentScripts: [],
  },
});
