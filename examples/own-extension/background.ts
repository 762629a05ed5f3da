import { startBroker } from '../../extension/latchkey/platform/start-broker.ts';

startBroker({
  policy: {
    extensionPages: {
      calls: ['abort', 'state', 'challenge', 'sign-in', 'sign-out'],
      routes: [{ method: 'GET', path: '/api/*' }],
      tokens: 'access',
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
