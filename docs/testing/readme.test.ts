import { statSync } from 'node:fs';
import { join } from 'node:path';
import { problems, type Setting, settings } from 'latchkey-server';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../tools/repository.ts';
import { code, readDocument, tableUnder } from './readme.ts';

interface Manifest {
  readonly name: string;
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const manifest: Manifest = JSON.parse(readDocument('package.json'));
const manifests: readonly Manifest[] = [
  manifest,
  ...['extension/latchkey', 'server/latchkey'].map((library) =>
    JSON.parse(readDocument(`${library}/package.json`)),
  ),
];

test('the configuration table has every setting with its default and meaning, and no other', () => {
  const rows = Object.values<Setting<unknown>>(settings).map(({ key, fallback, derived, meaning }) => {
    const shown = fallback === '' ? 'none' : derived ? fallback : `\`${fallback}\``;
    return [`\`${key}\``, shown, meaning];
  });
  expect(tableUnder('Configuration')).toEqual(rows);
});

test('every dependency has its reason in one line, and no other is named', () => {
  const named = tableUnder('Dependencies').flatMap(([name = '']) => name.split(', ').map(code));
  const installed = new Set(
    manifests.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies })),
  );
  for (const { name } of manifests) installed.delete(name);
  expect(named.sort()).toEqual([...installed].sort());
});

test('every failure of the server has a row in the troubleshooting table, with its status', () => {
  const rows = tableUnder('What the server answers').map(([name, status]) => [code(name), Number(status)]);
  expect(rows).toEqual(Object.entries(problems).map(([name, { status }]) => [name, status]));
});

test('every failure of the extension has a row in the troubleshooting table', () => {
  const union =
    /LatchkeyErrorCode =([\s\S]*?');/.exec(readDocument('extension/latchkey/protocol/errors.ts'))?.[1] ?? '';
  const codes = [...union.matchAll(/\| '([a-z-]+)'/g)].map(([, name]) => name);
  expect(codes).not.toEqual([]);
  expect(tableUnder('What the client throws').map(([name]) => code(name))).toEqual(codes);
});

test.each(['README.md', 'CONTRIBUTING.md'])('every npm command that %s names exists', (name) => {
  const commands = [...readDocument(name).matchAll(/npm run ([\w:-]+)/g)].map(([, command]) => command);
  for (const command of commands) expect(manifest.scripts).toHaveProperty([command ?? '']);
});

test.each(['README.md', 'CONTRIBUTING.md'])('every file that %s links to is there', (name) => {
  const links = [...readDocument(name).matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(
    ([, path]) => path ?? '',
  );
  for (const path of links) expect(() => readDocument(path)).not.toThrow(/ENOENT/);
});

const readme = readDocument('README.md');

test.each([
  'own-extension/background.ts',
  'own-extension/content.ts',
  'own-extension/popup.ts',
  'own-extension/popup.html',
  'own-extension/manifest.json',
  'own-server/mount.ts',
  'own-server/own-login.ts',
])('the example %s stands in the README as it is compiled and run', (name) => {
  const example = readDocument(`examples/${name}`).trimEnd();
  expect(readme).toContain(`\`\`\`${name.split('.').at(-1)}\n${example}\n\`\`\``);
});

test('no code block of the README stands there unchecked', () => {
  expect(readme.match(/^```(ts|json|js|html)$/gm)).toHaveLength(7);
});

test('every picture is there, has words for who can not see it, and all are small', () => {
  const images = [...readme.matchAll(/<img src="([^"]+)"[^>]* alt="([^"]+)"/g)];
  expect(images.length).toBe(readme.match(/<img/g)?.length);
  const paths = [...readme.matchAll(/<(?:img|source)[^>]* src(?:set)?="([^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  const sizes = paths.map((path) => statSync(join(repositoryRoot, path)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
});

test('every link within the README leads somewhere', () => {
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  const wanted = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(headings).toEqual(expect.arrayContaining(wanted));
});
