import * as v from 'valibot';
import { originList } from './comma-list.ts';

/** Comma-separated origins of web pages, or `*` for any; empty text is none. */
export const webOrigins = v.pipe(
  v.string(),
  v.transform(originList),
  v.check((entries) => entries.every((entry) => entry === '*' || isWebOrigin(entry))),
  v.readonly(),
);

function isWebOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text) && new URL(text).origin === text;
}
