import { github, loadConfig, oidc, openLatchkey, password, serve } from 'latchkey-server';

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, {
  signIn: [
    password(),
    oidc({
      id: 'google',
      name: 'Google',
      issuer: 'https://accounts.google.com',
      clientId: process.env.GOOGLE_CLIENT_ID ?? '',
      clientSecret: process.env.GOOGLE_CLIENT_SECRET ?? '',
    }),
    github({
      clientId: process.env.GITHUB_CLIENT_ID ?? '',
      clientSecret: process.env.GITHUB_CLIENT_SECRET ?? '',
    }),
  ],
});

await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
