import { type ProblemCode, problems, type Setting, settings } from 'latchkey-server';
import { limits } from 'latchkey-server/testing';
import { expect, test } from 'vitest';
import { readDocument } from './documents.ts';
import { code, tableUnder } from './markdown.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const manifests: readonly Manifest[] = ['', 'extension/latchkey/', 'server/latchkey/'].map((folder) =>
  JSON.parse(readDocument(`${folder}package.json`)),
);

test('the configuration table has every setting with its default and meaning, and no other', () => {
  const rows = Object.values<Setting<unknown>>(settings).map(({ key, fallback, derived, meaning }) => {
    const shown = fallback === '' ? 'none' : derived ? fallback : `\`${fallback}\``;
    return [`\`${key}\``, shown, meaning];
  });
  expect(tableUnder(readDocument('docs/configuration.md'), 'Configuration')).toEqual(rows);
});

test('the table of limits has the figures that are counted by', () => {
  const table = tableUnder(readDocument('docs/security.md'), 'What is counted');
  const minutes = (seconds: number) =>
    seconds >= 3_600 ? 'an hour' : seconds > 60 ? `${seconds / 60} minutes` : 'a minute';
  expect(table.map(([, points, window]) => [points, window])).toEqual(
    Object.values(limits).map(({ points, seconds }) => [String(points), minutes(seconds)]),
  );
});

test('every dependency has its reason in one line, and no other is named', () => {
  const table = tableUnder(readDocument('docs/dependencies.md'), 'Dependencies');
  const named = table.flatMap(([name = '']) => name.split(', ').map(code));
  const installed = new Set(
    manifests.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies })),
  );
  for (const { name } of manifests) installed.delete(name);
  expect(named.sort()).toEqual([...installed].sort());
});

test('every failure of the server has a row in the table of errors, with its status', () => {
  const table = tableUnder(readDocument('docs/errors.md'), 'What the server answers');
  const rows = table.map(([name, status]) => [code(name), Number(status)]);
  const codes = Object.keys(problems) as ProblemCode[];
  expect(rows).toEqual(codes.map((name) => [name, problems[name].status]));
});

test('every failure of the extension has a row in the table of errors', () => {
  const source = readDocument('extension/latchkey/protocol/errors.ts');
  const union = /LatchkeyErrorCode =([\s\S]*?');/.exec(source)?.[1] ?? '';
  const codes = [...union.matchAll(/\| '([a-z-]+)'/g)].map(([, name]) => name);
  expect(codes).not.toEqual([]);
  const table = tableUnder(readDocument('docs/errors.md'), 'What the client throws');
  expect(table.map(([name]) => code(name))).toEqual(codes);
});
