import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

const files = {
  'library/door.d.ts': `export { open } from './rooms/open.js';\n`,
  'library/rooms/open.d.ts': `/** Opens. */\nexport declare function open(key: import("./key.js").Key): void;\n`,
  'library/rooms/key.d.ts': `export interface Key {\n    readonly teeth: number;\n}\n`,
  'library/rooms/closed.d.ts': `export declare function closed(): void;\n`,
};
const of = (changed: Record<string, string> = {}) =>
  fingerprint('library/door.d.ts', new Map(Object.entries({ ...files, ...changed })));

test.each([
  ['a docstring', { 'library/rooms/open.d.ts': files['library/rooms/open.d.ts'].replace('Opens', 'Shuts') }],
  [
    'a type that a signature names',
    { 'library/rooms/key.d.ts': files['library/rooms/key.d.ts'].replace('number', 'string') },
  ],
  ['what is exported', { 'library/door.d.ts': `export {};\n` }],
])('it differs where %s does', (_, changed) => {
  expect(of(changed)).not.toBe(of());
});

test('it is the same where nothing differs that the door shows, and whatever ends a line', () => {
  expect(of({ 'library/rooms/closed.d.ts': 'export {};\n' })).toBe(of());
  const onWindows = Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]);
  expect(of(Object.fromEntries(onWindows))).toBe(of());
});

test('declarations that are missing are an error, and no fingerprint of the rest', () => {
  expect(() => of({ 'library/door.d.ts': `export { gone } from './gone.js';\n` })).toThrow(
    'library/gone.d.ts',
  );
});
