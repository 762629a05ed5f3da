import { expect, test } from 'vitest';
import { importsOfJavaScript } from './compile.ts';

test.each([
  [`export { a } from './a.ts';`, `export { a } from './a.js';`],
  [`import type { B } from "../b.ts";`, `import type { B } from "../b.js";`],
  [`import './side-effect.ts';`, `import './side-effect.js';`],
  [`declare const c: import("./c.ts").C;`, `declare const c: import("./c.js").C;`],
  [`export { d } from 'package/d.ts';`, `export { d } from 'package/d.ts';`],
  [`/** Reads './e.ts', says a comment. */`, `/** Reads './e.ts', says a comment. */`],
])('a declaration with %s has %s', (written, expected) => {
  expect(importsOfJavaScript(written)).toBe(expected);
});
