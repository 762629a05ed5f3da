import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../repository.ts';

/** A file, what it imports, and a word of the sentence that refuses it. */
const refused = [
  ['extension/notes/broken.ts', '../latchkey/client/create-client.ts', 'doors'],
  ['extension/account/sign-in/broken.ts', '../../latchkey/protocol/errors.ts', 'doors'],
  ['server/notes/broken.ts', '../latchkey/http/env.ts', 'doors'],
  ['server/broken.ts', './latchkey/app.ts', 'doors'],
  ['server/testing/broken.ts', '../latchkey/app.ts', 'doors'],
  ['e2e/chromium/broken.test.ts', '../../extension/latchkey/client.ts', 'doors'],
  ['tools/broken.ts', '../server/latchkey/index.ts', 'doors'],
  ['bench/broken.ts', '../server/latchkey/index.ts', 'doors'],
  ['tools/broken.ts', '../e2e/harness/browser.ts', 'neither'],
  ['e2e/harness/broken.ts', '../../bench/options.ts', 'bench'],
  ['examples/own-server/broken.ts', '../../server/notes/notes.ts', 'stranger'],
  ['extension/notes/broken.ts', '../../server/notes/notes.ts', 'browser'],
  ['extension/entrypoints/broken.ts', 'node:fs', 'browser'],
  ['extension/account/broken.tsx', '../notes/note.ts', 'no notes'],
  ['server/notes/broken.ts', 'latchkey/client', 'without the extension'],
  ['server/broken.ts', '../tools/start.ts', 'without the tools'],
  ['server/site/broken.ts', '../../e2e/harness/server.ts', 'without the tools'],
  ['extension/latchkey/broken.ts', '../notes/note.ts', 'who uses it'],
  ['extension/latchkey/client/broken.ts', 'latchkey/errors', 'who uses it'],
  ['extension/latchkey/broker/broken.ts', 'latchkey-server', 'who uses it'],
  ['extension/latchkey/policy/broken.ts', '../../account/account-policy.ts', 'who uses it'],
  ['extension/latchkey/protocol/broken.ts', '../broker/broker.ts', 'all others import'],
  ['extension/latchkey/policy/broken.ts', '../broker/broker.ts', 'protocol alone'],
  ['extension/latchkey/broker/broken.ts', '@wxt-dev/browser', 'port'],
  ['extension/latchkey/broker/session/broken.ts', '../../platform/alarm.ts', 'port'],
  ['extension/latchkey/broker/broken.ts', '../client/create-client.ts', 'port'],
  ['extension/latchkey/broker/broken.ts', 'node:crypto', 'port'],
  ['extension/latchkey/broker/broken.ts', '../backends/send.ts', 'given a backend'],
  ['extension/latchkey/backends/broken.ts', '../platform/alarm.ts', 'with the tools'],
  ['extension/latchkey/client/broken.ts', '../broker/broker.ts', 'messages'],
  ['extension/latchkey/platform/broken.ts', 'wxt/browser', 'WXT'],
  ['server/latchkey/http/broken.ts', '../../notes/notes.ts', 'who uses it'],
  ['server/latchkey/storage/broken.ts', '../../../tools/start.ts', 'who uses it'],
  ...[
    'session',
    'tokens',
    'dpop',
    'accounts',
    'rate-limits',
    'challenge',
    'crypto',
    'storage',
    'time',
    'errors',
    'cache',
  ].flatMap((folder): [string, string, string][] => [
    [`server/latchkey/${folder}/broken.ts`, 'hono', 'HTTP'],
    [`server/latchkey/${folder}/deeper/broken.ts`, '../../http/env.ts', 'HTTP'],
  ]),
] as const;

/** What looks alike and is right. */
const allowed = [
  ['extension/notes/right.ts', 'latchkey/client'],
  ['server/notes/right.ts', 'latchkey-server/module'],
  ['server/right.ts', './notes/notes.ts'],
  ['extension/latchkey/broker/right.ts', '../protocol/errors.ts'],
  ['extension/latchkey/client/right.ts', '@wxt-dev/browser'],
  ['extension/latchkey/right.ts', './account.ts'],
  ['server/latchkey/session/right.ts', '../storage/store.ts'],
  ['server/latchkey/http/right.ts', 'hono'],
  ['server/latchkey/session/right.test.ts', '../http/env.ts'],
  ['e2e/chromium/right.test.ts', '../../server/testing/server.ts'],
] as const;

const tree = await mkdtemp(join(tmpdir(), 'latchkey-house-'));
afterAll(() => rm(tree, { recursive: true, force: true }));

/** What the linter says about each file, by its path. */
const said = new Map<string, string[]>();

beforeAll(async () => {
  const configuration = JSON.parse(await readFile(join(repositoryRoot, 'biome.json'), 'utf8'));
  await put('biome.json', JSON.stringify({ ...configuration, vcs: {} }));
  await mkdir(join(tree, 'tools/house'), { recursive: true });
  for (const rules of ['imports.jsonc', 'types-of-the-server.grit']) {
    await cp(join(repositoryRoot, 'tools/house', rules), join(tree, 'tools/house', rules));
  }
  await put('extension/account/runs.ts', `import { problems } from 'latchkey-server';\nproblems;\n`);
  await put('extension/account/node.ts', `process.exit();\n`);
  await put('server/floating.ts', `export const later = async () => {};\nlater();\n`);
  await put('server/awaited.ts', `export const later = async () => {};\nawait later();\n`);
  await put('extension/account/types.ts', `import type { ProblemCode } from 'latchkey-server';\n`);
  for (const [index, [file, from]] of [...refused, ...allowed].entries()) {
    await put(numbered(index, file), `export * from '${from}';\n`);
  }
  const biome = join(repositoryRoot, 'node_modules/@biomejs/biome/bin/biome');
  const limits = ['--reporter=json', '--max-diagnostics=none'];
  const rules = [
    'style/noRestrictedImports',
    'style/noRestrictedGlobals',
    'nursery/noFloatingPromises',
    'plugin',
  ];
  // It ends with 1, since it has found something.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [biome, 'lint', ...rules.map((rule) => `--only=${rule}`), ...limits],
    {
      cwd: tree,
    },
  ).catch((error: { stdout: string }) => error);
  for (const { location, message, advices } of JSON.parse(stdout).diagnostics) {
    said.set(location.path, [...(said.get(location.path) ?? []), JSON.stringify([message, advices])]);
  }
});

async function put(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true });
  await writeFile(join(tree, file), content);
}

const numbered = (index: number, file: string) => file.replace(/(broken|right)/, `$1-${index}`);

test.each(refused.map(([file, from, word], index) => ({ file, from, word, index })))(
  '$file may not import $from',
  ({ file, word, index }) => {
    expect(said.get(numbered(index, file))).toEqual([expect.stringContaining(word)]);
  },
);

test.each(allowed.map(([file, from], index) => ({ file, from, index: refused.length + index })))(
  '$file may import $from',
  ({ file, index }) => {
    expect(said.get(numbered(index, file))).toBeUndefined();
  },
);

test('the extension may import the types of the server, and nothing of it that runs', () => {
  expect(said.get('extension/account/runs.ts')).toEqual([expect.stringContaining('import type')]);
  expect(said.get('extension/account/types.ts')).toBeUndefined();
});

test('the extension may not use what only Node has', () => {
  expect(said.get('extension/account/node.ts')).toEqual([expect.stringContaining('variable process')]);
});

test('no promise is left floating', () => {
  expect(said.get('server/floating.ts')).toEqual([expect.stringContaining('floating')]);
  expect(said.get('server/awaited.ts')).toBeUndefined();
});
