import * as v from 'valibot';
import { redisSentinels } from './redis-sentinels.ts';

/** The storages that offer an atomic compare-and-set; any other driver could sign people out or let a clone in. */
export const storageUrl = v.pipe(
  v.string(),
  v.check(
    (url) =>
      url === 'memory:' ||
      /^sqlite:[^:].*$/.test(url) ||
      redisSentinels(url) !== null ||
      (/^(?:rediss?|postgres(?:ql)?):\/\//.test(url) && URL.canParse(url)),
  ),
);

/** @returns the path of a `sqlite:` URL's file, or `null` for any other storage. */
export function sqlitePath(url: string): string | null {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
}
