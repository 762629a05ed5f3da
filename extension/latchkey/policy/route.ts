/** Where on the server a call goes, written in the one way that the policy reads. */
export interface RequestTarget {
  readonly path: string;
  readonly url: URL;
}

/** Why a URL is refused before any route is looked at. */
export type TargetRefusal = 'not-a-url' | 'other-origin' | 'credentials-in-url' | 'ambiguous-path';

export type ResolvedTarget =
  | { readonly type: 'resolved'; readonly target: RequestTarget }
  | { readonly type: 'refused'; readonly reason: TargetRefusal };

/**
 * Resolves what a caller wrote against the server's origin; further ones count where a route names them. Two parsers that read one path differently are a
 * way around an allow-list, so whatever could be read in two ways is refused instead of cleaned up: dot
 * segments, empty segments, either with parameters, backslashes, control characters, and encodings of any of them.
 * @param written a path or a URL, as the caller gave it
 */
export function resolveTarget(
  written: string,
  serverOrigin: string,
  routes: readonly Route[] = [],
): ResolvedTarget {
  // URL parsers drop or turn these before anybody sees them.
  if (hasAmbiguousCharacter(written)) return refuse('ambiguous-path');
  const url = URL.parse(written, serverOrigin);
  if (url === null) return refuse('not-a-url');
  if (url.username !== '' || url.password !== '') return refuse('credentials-in-url');
  const isListed = url.origin === serverOrigin || routes.some(({ origin }) => origin === url.origin);
  if (!isListed) return refuse('other-origin');
  if (!isPlain(writtenPath(written)) || !isPlain(url.pathname)) return refuse('ambiguous-path');
  url.hash = '';
  return { type: 'resolved', target: { path: url.pathname, url } };
}

const refuse = (reason: TargetRefusal): ResolvedTarget => ({ type: 'refused', reason });

const hasAmbiguousCharacter = (written: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\\\u0000-\u0020\u007f]/.test(written);

/** The path as written, before a URL parser has resolved its dots. */
function writtenPath(written: string): string {
  const withoutOrigin = written.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return /^[^?#]*/.exec(withoutOrigin)?.[0] || '/';
}

function isPlain(path: string): boolean {
  if (!path.startsWith('/')) return false;
  // Encoded separators, dots, percent signs and control characters: what they mean depends on who decodes.
  if (/%(?:2e|2f|5c|25|[01][0-9a-f]|7f)/i.test(path) || !decodes(path)) return false;
  const segments = path.slice(1).split('/');
  return segments.every((segment, at) =>
    segment === '' ? segments.length === 1 && at === 0 : isName(segment),
  );
}

/**
 * Whether everybody behind us takes a segment for a name: Tomcat, Jetty and some gateways drop what follows a `;` before
 * they look for dots, and others fold wide forms of a dot or a slash into the plain ones.
 */
function isName(segment: string): boolean {
  const folded = decodeURIComponent(segment).normalize('NFKC');
  const [name] = folded.split(';');
  return name !== '' && name !== '.' && name !== '..' && !/[/\\%]/.test(folded);
}

/** Whether its escapes are UTF-8; overlong forms of dots and slashes are not. */
function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** `GET /api/items/:id`; `:name` stands for one segment, a last `*` for any number of them. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /**
   * Of an API elsewhere, such as `https://clips.example.com`, which gets the server's access token unless the backend
   * has one for it alone: whoever answers there can use the token until it ends. The server's own without it.
   */
  readonly origin?: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '*'] as const;

/** A route in one string: `GET /api/items/:id`, `* /api/*`, `POST https://clips.example.com/v1/clips`. */
export type RouteText = `${(typeof METHODS)[number]} ${'/' | 'https://' | 'http://'}${string}`;

/** @throws TypeError when it is none: a route that matches nothing would deny without a word */
export function parseRoute(text: RouteText): Route {
  const [, method = '', origin = '', path = ''] = /^(\S+) (https?:\/\/[^/\s]+)?(\/\S*)$/.exec(text) ?? [];
  const isOrigin = origin === '' || (URL.canParse(origin) && new URL(origin).origin === origin);
  if (!METHODS.some((each) => each === method) || !isOrigin) {
    // No address in it: a store reads each one in a bundle as a place that code may come from.
    throw new TypeError(`"${text}" is no route such as "GET /api/me"`);
  }
  return { method, path, ...(origin && { origin }) };
}

/** Whether a call of this method to this target is what the route lists. */
export function matchesRoute(
  route: Route,
  method: string,
  { path, url }: RequestTarget,
  serverOrigin: string,
): boolean {
  if (route.method !== '*' && route.method !== method) return false;
  if ((route.origin ?? serverOrigin) !== url.origin) return false;
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.at(-1) === '*') {
    wanted.pop();
    return given.length > wanted.length && wanted.every((segment, at) => matchesSegment(segment, given[at]));
  }
  return given.length === wanted.length && wanted.every((segment, at) => matchesSegment(segment, given[at]));
}

const matchesSegment = (wanted: string, given: string | undefined): boolean =>
  given !== undefined && (wanted.startsWith(':') ? given !== '' : wanted === given);
