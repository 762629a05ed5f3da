import type { Key } from './store.ts';

const PLAIN = /^[A-Za-z0-9_-]+$/;

/**
 * Makes a storage key. unstorage folds `/`, `\` and `::` into `:`, trims the ends and cuts at `?`, so that an
 * IPv6 address or a URL could meet another one's key: every part that is not plain is base64url behind a `~`,
 * which a plain part can not contain.
 */
export function key(...parts: readonly [string, ...string[]]): Key {
  return parts
    .map((part) => (PLAIN.test(part) ? part : `~${Buffer.from(part).toString('base64url')}`))
    .join(':') as Key;
}
