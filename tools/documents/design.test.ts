import { expect, test } from 'vitest';
import { readDocument } from './documents.ts';
import { code, tableUnder } from './markdown.ts';

const design = readDocument('docs/design.md');

/** The names of a discriminated union's members, in the order of the source. */
function members(path: string, union: string): string[] {
  const [, after = ''] = readDocument(path).split(`export type ${union} =`);
  const [body = ''] = after.split(/;\n\n/);
  const names = [...body.matchAll(/readonly (?:type|is): ((?:'[a-z-]+'(?: \| )?)+)/g)];
  return names.flatMap(([, each = '']) => each.split(' | ').map((name) => name.slice(1, -1)));
}

const names = (heading: string) =>
  new Set(tableUnder(design, heading).map(([name = '']) => code(name.split(',')[0])));

test.each(['extension/latchkey', 'server/latchkey'])('every door of %s is named', (folder) => {
  const { exports: doors }: { exports: Record<string, string> } = JSON.parse(
    readDocument(`${folder}/package.json`),
  );
  const [, after = ''] = design.split(`- \`${folder}\` is`);
  const [paragraph = ''] = after.split('\n- ');
  const named = [...paragraph.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  expect(named).toEqual(
    expect.arrayContaining(Object.values(doors).map((file) => file.replace(/^\.\/|\.ts$/g, ''))),
  );
});

test('the tables of the session’s cases name every outcome of its transition, and no other', () => {
  const outcomes = members('server/latchkey/session/transition.ts', 'SessionOutcome');
  expect(outcomes).toContain('superseded');
  const named = names('Cases of a refresh').union(names('Other cases'));
  expect(named).toEqual(new Set(outcomes));
});

test('the table of the broker’s events names every event of its transition, and no other', () => {
  const events = members('extension/latchkey/broker/session/transition.ts', 'SessionEvent');
  expect(events).toContain('overtaken');
  expect(names('Events')).toEqual(new Set(events));
});

test('the broker’s states and the reasons of being signed out are those of its protocol', () => {
  const source = readDocument('extension/latchkey/protocol/session-state.ts');
  const states = [...source.matchAll(/status: '([a-z-]+)'/g)].map(([, name]) => name);
  expect(names('States')).toEqual(new Set(states));
  const written = tableUnder(design, 'States').flat().join(' ');
  for (const union of ['SignedOutReason', 'Condition']) {
    const [body = ''] = source.split(`export type ${union} =`)[1]?.split(';') ?? [];
    for (const [, name] of body.matchAll(/'([a-z-]+)'/g)) expect(written).toContain(`\`${name}\``);
  }
});
