import * as v from 'valibot';

/** Nothing that a cookie's `Path` could not say, or that two programs would write in two ways. */
const PATH = /^\/$|^(\/[\w.~-]+)+\/?$/;

/**
 * The URL under which browsers reach the server: https, or http where browsers take a `Secure` cookie without TLS, which
 * is this machine alone. A path is part of the cookie's `Path` and of the proofs' `htu`, so it is taken as it is written.
 */
export const publicUrl = v.pipe(
  v.string(),
  v.url(),
  v.transform((text) => new URL(text)),
  v.check(
    (url) =>
      PATH.test(url.pathname) &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      url.password === '',
  ),
  v.check((url) => url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname))),
  v.transform(({ origin, pathname }) => (pathname === '/' ? origin : origin + pathname.replace(/\/$/, ''))),
);

/** Whether a name means the machine itself, where http is as good as https. */
export function isThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
