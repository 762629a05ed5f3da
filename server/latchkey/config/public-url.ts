import * as v from 'valibot';

/**
 * An origin under which browsers reach the server: https, or http where browsers take a `Secure` cookie without
 * TLS, which is this machine alone. Paths are not offered: the cookie's path and the proofs' `htu` name fixed ones.
 */
export const publicUrl = v.pipe(
  v.string(),
  v.url(),
  v.transform((text) => new URL(text)),
  v.check(
    (url) =>
      url.pathname === '/' &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      url.password === '',
  ),
  v.check((url) => url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname))),
  v.transform((url) => url.origin),
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
