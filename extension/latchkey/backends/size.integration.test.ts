import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { bundle, weightOf } from '../../../tools/pack/bundle.ts';

const library = fileURLToPath(new URL('../', import.meta.url));

/** A background with this backend. */
async function background(door: string, call: string): Promise<{ code: string; bytes: number }> {
  const source = `
    import { startBrokerWith } from './background.ts';
    ${door}
    startBrokerWith(${call}, { server: 'https://api.example' });`;
  const code = await bundle(source, `${library}a-background.ts`);
  return { code, bytes: weightOf(code) };
}

let bare = 0;
beforeAll(async () => {
  bare = (await background('', '() => globalThis.backend')).bytes;
});

/** A word of each backend that none of the others has. */
const words = {
  latchkey: '/auth/refresh',
  cookieRefresh: 'accessToken',
  oauth: 'code_challenge_method',
} as const;
const others = (own: keyof typeof words) =>
  Object.entries(words).filter(([name]) => name !== own && name !== 'cookieRefresh');

test.for([
  [
    'cookieRefresh',
    './cookie-refresh.ts',
    "cookieRefresh({ signIn: '/a', refresh: '/b', signOut: '/c' })",
    2_000,
  ],
  // Four fifths of it are oauth4webapi, whose checks of an answer and whose proofs nobody should write again.
  ['oauth', './oauth.ts', "oauth({ issuer: 'https://id.example', clientId: 'a' })", 10_800],
  // ky is two thirds of it.
  ['latchkey', './backend.ts', 'latchkey()', 11_200],
] as const)('%s adds what it needs and nothing of the others', async ([name, door, call, most]) => {
  const { code, bytes } = await background(`import { ${name} } from '${door}';`, call);
  expect(code).toContain(words[name]);
  for (const [, word] of others(name)) expect(code).not.toContain(word);
  expect(bytes - bare).toBeLessThanOrEqual(most);
});
