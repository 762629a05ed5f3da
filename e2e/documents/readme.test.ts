import { expect, test } from 'vitest';
import { type Setting, settings } from '../../server/config/settings.ts';
import { problems } from '../../server/errors/problem.ts';
import { code, readDocument, tableUnder } from './readme.ts';

interface Manifest {
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const manifest: Manifest = JSON.parse(readDocument('package.json'));

test('the configuration table has every setting with its default and meaning, and no other', () => {
  const rows = Object.values<Setting<unknown>>(settings).map(({ key, fallback, derived, meaning }) => {
    const shown = fallback === '' ? 'none' : derived ? fallback : `\`${fallback}\``;
    return [`\`${key}\``, shown, meaning];
  });
  expect(tableUnder('Configuration')).toEqual(rows);
});

test('every dependency has its reason in one line, and no other is named', () => {
  const named = tableUnder('Dependencies').flatMap(([name = '']) => name.split(', ').map(code));
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(named.sort()).toEqual(installed.sort());
});

test('every failure of the server has a row in the troubleshooting table, with its status', () => {
  const rows = tableUnder('What the server answers').map(([name, status]) => [code(name), Number(status)]);
  expect(rows).toEqual(Object.entries(problems).map(([name, { status }]) => [name, status]));
});

test('every failure of the extension has a row in the troubleshooting table', () => {
  const union =
    /LatchkeyErrorCode =([\s\S]*?');/.exec(readDocument('extension/protocol/errors.ts'))?.[1] ?? '';
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
