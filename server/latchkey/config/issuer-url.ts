import * as v from 'valibot';
import { isThisMachine } from './public-url.ts';

/** An issuer identifier (OpenID Connect Discovery 1.0, section 3): https, or http on this machine; kept to the letter. */
export const issuerUrl = v.pipe(
  v.string(),
  v.url(),
  v.check((text) => {
    const { protocol, hostname, search, hash } = new URL(text);
    const safe = protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
    return safe && search === '' && hash === '';
  }),
);
