import { startBrokerWith } from 'latchkey/background';
import { oauth } from 'latchkey/oauth';

startBrokerWith(
  oauth({
    issuer: 'https://id.example.com',
    clientId: 'my-extension',
    resource: 'https://api.example.com',
  }),
  {
    server: 'https://api.example.com',
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
