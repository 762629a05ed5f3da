import { expect, test } from 'vitest';
import { remoteCode } from './remote-code.ts';

test.each([
  ['document.write("<script src=x>")', '<script'],
  ['eval("1")', 'eval('],
  ['new Function("return 1")', 'new Function('],
  ['import("https://cdn.example/x.js")', 'import('],
  ['importScripts("x.js")', 'importScripts('],
  ['const dead = "https://cdn.example/captcha.js"', 'https://cdn.example/captcha.js'],
])('%s would be refused', (script, found) => {
  expect(remoteCode(script)).toContain(found);
});

test.each([
  'const ns = "http://www.w3.org/2000/svg"',
  'import("./chunk.js")',
  'retrieval(x)',
  'new URL("https://latchkey.invalid")',
])('%s would not', (script) => {
  expect(remoteCode(script)).toEqual([]);
});
