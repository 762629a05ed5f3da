import { loadConfig, oauth2, openLatchkey, serve } from 'latchkey-server';

interface AcmeUser {
  id: number;
  login: string;
  teams: string[];
}

const acme = oauth2({
  id: 'acme',
  name: 'Acme',
  issuer: 'https://acme.example',
  authorizationEndpoint: 'https://acme.example/oauth/authorize',
  tokenEndpoint: 'https://acme.example/oauth/token',
  clientId: process.env.ACME_CLIENT_ID ?? '',
  clientSecret: process.env.ACME_CLIENT_SECRET ?? '',
  async who(read) {
    const { id, login, teams } = (await read('https://acme.example/api/me')) as AcmeUser;
    return teams.includes('support') ? { subject: String(id), suggestedName: login } : null;
  },
});

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config, { signIn: [acme] });

await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
