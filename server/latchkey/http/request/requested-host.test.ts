import { expect, test } from 'vitest';
import { isRequestedHost } from './requested-host.ts';

const own = new Set(['latchkey.example', 'figures.example']);

test.each([
  ['latchkey.example'],
  ['latchkey.example:8443'],
  ['LATCHKEY.example.'],
  ['figures.example'],
  ['localhost:8787'],
  ['other.localhost:8787'],
  ['127.0.0.1:8787'],
  ['[::1]:8787'],
  ['10.0.0.7'],
  ['[fd00::7]'],
  // Names of containers and of machines nearby, which nobody outside can own.
  ['latchkey:8787'],
  ['printer.local'],
  ['latchkey.default.svc.cluster.local:8787'],
  ['latchkey.europe.internal'],
])('%s may be asked for', (host) => {
  expect(isRequestedHost(host, own)).toBe(true);
});

test.each([
  ['evil.example:8787'],
  ['latchkey.example.evil.example'],
  ['notlatchkey.example'],
  ['evil.latchkey.example'],
  ['127.0.0.1.evil.example'],
  ['local.evil.example'],
  ['evil.example#.local'],
  ['evil.example@localhost'],
  ['evil.example/localhost'],
  ['[::1].evil.example'],
  ['localhost:8787:8787'],
  ['evil.example, localhost'],
  [' '],
  [''],
])('%s may not', (host) => {
  expect(isRequestedHost(host, own)).toBe(false);
});
