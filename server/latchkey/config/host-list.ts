import * as v from 'valibot';
import { commaList } from './comma-list.ts';

const NAME = /^([a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?$/;

/** Comma-separated host names, without ports; empty text is an empty list. */
export const hostList = v.pipe(
  v.string(),
  v.maxLength(5_000),
  v.transform((text) =>
    commaList(text)
      .map((entry) => entry.toLowerCase().replace(/\.$/, ''))
      .filter((entry) => entry !== ''),
  ),
  v.check((entries) => entries.every((entry) => NAME.test(entry))),
  v.readonly(),
);
