import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, settings } from 'latchkey-server';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, 'deploy');
const known = new Set(Object.values(settings).map(({ key }) => key));

/** `NAME=value` of a shell, a unit or a Containerfile, and `name: …, value: …` of a manifest. */
const GIVEN = [
  /\b(LATCHKEY_[A-Z_]+|PORT|HOST)=(?!\$)'?([^\s',]+)/g,
  /name: (LATCHKEY_[A-Z_]+), value: ['"]?([^'"} ]*)/g,
];

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  test('names settings that there are', () => {
    const named = [...text.matchAll(/\bLATCHKEY_[A-Z_]+/g)].map(([key]) => key);
    expect(named.filter((key) => !known.has(key))).toEqual([]);
  });

  test('gives them values that a start accepts', () => {
    const given = GIVEN.flatMap((form) => [...text.matchAll(form)]).map(([, key = '', value = '']) => [
      key,
      value,
    ]);
    expect(given).not.toEqual([]);
    expect(() => loadConfig(Object.fromEntries(given))).not.toThrow();
  });
});
