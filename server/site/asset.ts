import { readFileSync } from 'node:fs';

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The files of the pages, read once: there are three, and they are small. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  ['pages.css', { type: 'text/css; charset=utf-8', body: read('assets/pages.css') }],
  ['pages.js', { type: 'text/javascript; charset=utf-8', body: read('assets/pages.js') }],
  ['icon.svg', { type: 'image/svg+xml', body: read('assets/icon.svg') }],
]);
