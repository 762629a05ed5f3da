import { startBroker } from 'latchkey/background';

startBroker({
  server: 'http://localhost:8787',
  policy: {
    extensionPages: {
      calls: ['abort', 'state', 'challenge', 'sign-in', 'sign-out'],
      routes: [{ method: 'GET', path: '/api/*' }],
      tokens: [],
    },
    contentScripts: [
      {
        pages: 'any',
        frames: 'top',
        calls: ['abort', 'state'],
        routes: [{ method: 'GET', path: '/api/me' }],
        tokens: [],
      },
    ],
  },
});
