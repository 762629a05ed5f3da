import { expect, test } from 'vitest';
import { readable } from './readable.ts';

test.each([
  ['> **serve**(`__namedParameters`): `void`', '> **serve**(`options`): `void`'],
  ['##### \\_\\_namedParameters', '##### options'],
  ['> (`{ siteName, url }?`) => `void`', '> (`options?`) => `void`'],
  ['a\n\n###### Inherited from\n\n`ReturnType.find`\n\n##### next', 'a\n\n##### next'],
  ['a\n\n#### Extends\n\n- `ReturnType`\\<*typeof* `create`\\>\n\n#### Methods', 'a\n\n#### Methods'],
])('%j reads %j', (made, shown) => {
  expect(readable(made)).toBe(shown);
});

test.each([
  'a\n\n###### Inherited from\n\n[`Client`](client.md#client).[`fetch`](client.md#fetch)\n',
  '\\{ `keep?`: `string`; \\}',
])('%j stays', (made) => {
  expect(readable(made)).toBe(made);
});
