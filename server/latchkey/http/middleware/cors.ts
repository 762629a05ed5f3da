import type { Handler } from 'hono';
import { addHeaders, type PlainHeaders } from '../response/early-headers.ts';

/**
 * Lets pages of any origin read the answers (Fetch standard, 3.3): for routes that take a bearer token and look at
 * no cookie, where an origin vouches for nothing. hono/cors does the same at a third of the requests per second,
 * since it touches the response before there is one.
 */
export const corsHeaders: PlainHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After, WWW-Authenticate, X-Request-Id, Idempotency-Replayed',
};

const allowed: PlainHeaders = {
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
  'access-control-max-age': '7200',
};

/** Answers what browsers ask before a call that only a script can make. */
export const preflight: Handler = (c) => {
  if (c.req.header('Access-Control-Request-Method') === undefined) return c.notFound();
  addHeaders(c, allowed);
  return c.body(null, 204);
};
