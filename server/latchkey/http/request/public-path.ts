import type { Context } from 'hono';
import { basePath, baseRoutePath } from 'hono/route';

/** Where browsers find the routes, which a proxy and the app around may both have moved. */
export interface PublicPaths {
  /** What is before the routes' own paths; empty for nothing. */
  prefix(c: Context): string;
  /** The request's path as a browser wrote it, for the cookies' `Path` and the proofs' `htu`. */
  of(c: Context): string;
  /** The address under which a browser finds one of the routes. */
  url(c: Context, path: string): string;
}

/**
 * What the public URL says holds: a proxy may take its path off. Where it has none, the routes are found where they are
 * mounted.
 */
export function createPublicPaths(publicUrl: string): PublicPaths {
  const { origin } = new URL(publicUrl);
  const stated = pathOf(publicUrl);
  const prefix = (c: Context) => (stated === '' ? mountedAt(c) : stated);
  return {
    prefix,
    of: (c) => (stated === '' ? c.req.path : stated + c.req.path.slice(mountedAt(c).length)),
    url: (c, path) => origin + prefix(c) + path,
  };
}

const pathOf = (url: string) => withoutSlash(new URL(url).pathname);

function mountedAt(c: Context): string {
  const registered = baseRoutePath(c);
  // Only a mount that is a pattern itself has to be found in the request's path, which `basePath` keeps for each.
  return withoutSlash(/[:*]/.test(registered) ? basePath(c) : registered);
}

const withoutSlash = (path: string) => (path.endsWith('/') ? path.slice(0, -1) : path);
