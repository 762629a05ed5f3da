import type { PlainHeaders } from '../response/early-headers.ts';

/**
 * What every response carries unless a route says otherwise: an API's answers are not for caches, frames, scripts
 * or other origins (OWASP REST Security Cheat Sheet). Pages set a policy of their own.
 */
export function securityHeaders(publicUrl: string): PlainHeaders {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // Only over TLS, where it means something (RFC 6797 section 7.2).
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=63072000' }),
  };
}
