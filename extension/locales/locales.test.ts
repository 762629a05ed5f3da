import { readdirSync, readFileSync } from 'node:fs';
import { problems } from 'latchkey-server';
import { describe, expect, test } from 'vitest';
import { isPlural, type MessageTree, readLocale } from '../account/testing/translate.ts';

const en = messagesOf(readLocale('en'));
const zh = messagesOf(readLocale('zh_CN'));

/** Every message by its dotted key; the forms of a plural are one message. */
function messagesOf(tree: MessageTree, path = ''): Map<string, string[]> {
  return new Map(
    Object.entries(tree).flatMap(([name, branch]) => {
      const key = path ? `${path}.${name}` : name;
      if (typeof branch === 'string') return [[key, [branch]] as const];
      if (isPlural(branch)) return [[key, Object.values(branch).map(String)] as const];
      return [...messagesOf(branch, key)];
    }),
  );
}

const places = (forms: readonly string[] = []) =>
  [...new Set(forms.flatMap((form) => form.match(/\$\d/g) ?? []))].sort();

/** Message names of the client's own error codes; those of the server are in `problems`. */
const clientErrorCodes = [
  ...readFileSync(new URL('../latchkey/protocol/errors.ts', import.meta.url), 'utf8').matchAll(
    /\| '([a-z-]+)'/g,
  ),
].map(([, code]) => (code ?? '').replaceAll('-', '_'));

/** The extension's own source, in which each used key is written out in full. */
const source = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|testing\//.test(name))
  .map((name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
  .concat(
    readFileSync(new URL('../../wxt.config.ts', import.meta.url), 'utf8').replace(
      /__MSG_(\w+)__/g,
      (_, key) => `'${key.replaceAll('_', '.')}'`,
    ),
  )
  .join('\n');

describe('the languages', () => {
  test('have the same messages', () => {
    expect([...zh.keys()]).toEqual([...en.keys()]);
  });

  test.each([...en.keys()])('%s has the same blanks to fill in', (key) => {
    expect(places(zh.get(key))).toEqual(places(en.get(key)));
  });

  test.each([...en, ...zh])('%s is not empty and can be a message name', (key, forms) => {
    expect(key).toMatch(/^[A-Za-z0-9_.]+$/);
    expect(forms.every((form) => form.trim() !== '')).toBe(true);
  });

  test('has no message that nothing shows', () => {
    const named = new Set([...Object.keys(problems), ...clientErrorCodes].map((code) => `error.${code}`));
    const unused = [...en.keys()].filter((key) => !named.has(key) && !source.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  test('has every message that is asked for', () => {
    const asked = [...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, key]) => key ?? '');
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !en.has(key))).toEqual([]);
  });
});
