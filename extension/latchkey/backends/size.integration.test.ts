import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';

const library = fileURLToPath(new URL('../', import.meta.url));

/** A background with this backend, built and minified as the extension's are. */
async function background(door: string, call: string): Promise<{ code: string; bytes: number }> {
  const entry = `${library}a-background.ts`;
  const source = `
    import { startBrokerWith } from './background.ts';
    ${door}
    startBrokerWith(${call}, { server: 'https://api.example' });`;
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'in-memory-entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    build: { write: false, minify: true, lib: { entry, formats: ['iife'], name: 'background' } },
  });
  const [chunk] = Array.isArray(built) ? built.flatMap(({ output }) => output) : [];
  if (chunk?.type !== 'chunk') throw new Error('The build made no script.');
  return { code: chunk.code, bytes: gzipSync(chunk.code, { level: 9 }).length };
}

let bare = 0;
beforeAll(async () => {
  bare = (await background('', '() => globalThis.backend')).bytes;
});

/** A word of each backend that none of the others has. */
const words = { latchkey: 'dpop+jwt', cookieRefresh: 'accessToken', oauth: 'code_challenge_method' } as const;
const others = (own: keyof typeof words) =>
  Object.entries(words).filter(([name]) => name !== own && name !== 'cookieRefresh');

test.for([
  [
    'cookieRefresh',
    './cookie-refresh.ts',
    "cookieRefresh({ signIn: '/a', refresh: '/b', signOut: '/c' })",
    2_000,
  ],
  // Three quarters of it are oauth4webapi, whose checks of an answer nobody should write again.
  ['oauth', './oauth.ts', "oauth({ issuer: 'https://id.example', clientId: 'a' })", 8_500],
  // ky and jose are most of it.
  ['latchkey', './backend.ts', 'latchkey()', 16_000],
] as const)('%s adds what it needs and nothing of the others', async ([name, door, call, most]) => {
  const { code, bytes } = await background(`import { ${name} } from '${door}';`, call);
  expect(code).toContain(words[name]);
  for (const [, word] of others(name)) expect(code).not.toContain(word);
  expect(bytes - bare).toBeLessThanOrEqual(most);
});
