import { startBrokerWith } from 'latchkey/background';
import { oauth } from 'latchkey/oauth';

startBrokerWith(
  oauth({
    issuer: 'http://localhost:3001',
    clientId: 'an-extension',
    resource: 'http://localhost:3000',
  }),
  {
    server: 'http://localhost:3000',
    policy: {
      extensionPages: {
        calls: ['abort', 'state', 'ways', 'begin-flow', 'cancel-flow', 'sign-out'],
        routes: [{ method: 'GET', path: '/api/*' }],
        tokens: [],
      },
      contentScripts: [],
    },
  },
);
