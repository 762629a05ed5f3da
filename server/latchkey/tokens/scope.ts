import { StartError } from '../errors/start-error.ts';

/** What the routes of the library itself ask for; modules and options add their own. */
const ownScopes = ['account', 'profile'] as const;

export type OwnScope = (typeof ownScopes)[number];

/** Scopes that only a full access token has: a capability token lives where a page may read it. */
const NEVER_DELEGATED: ReadonlySet<string> = new Set<OwnScope>(['account']);

/** RFC 6749 section 3.3: what separates scopes, or ends a string, is in none. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** Everything that a token of one server may be good for, as RFC 6749 section 3.3 writes scopes. */
export interface Scopes {
  readonly all: readonly string[];
  /** @returns the scopes, or `null` when one is unknown or none is named. */
  parse(text: string): readonly string[] | null;
  /** The library's own and these. @throws {Error} for one that nobody has declared */
  grant(given: readonly string[]): readonly string[];
  /** What of it there is by now: what a session was granted may be declared no more. Everything where nothing was said. */
  of(granted: readonly string[] | undefined): readonly string[];
}

/**
 * The sum of the library's own scopes and those that modules and options declare.
 * @throws {StartError} that names a scope which no token can carry
 */
export function createScopes(declared: readonly string[]): Scopes {
  const all: readonly string[] = [...new Set([...ownScopes, ...declared])];
  const refused = all.find((scope) => !SCOPE.test(scope));
  if (refused !== undefined) {
    throw new StartError(
      `The scope ${JSON.stringify(refused)} can not be used: 1 to 64 visible ASCII characters but " and \\ are accepted.`,
    );
  }
  const known = new Set(all);
  const text = formatScope(all);
  return {
    all,
    grant(given) {
      const unknown = given.find((scope) => !known.has(scope));
      if (unknown !== undefined) throw new Error(`the scope ${JSON.stringify(unknown)} is not declared`);
      return [...new Set([...ownScopes, ...given])];
    },
    of: (granted) => (granted === undefined ? all : granted.filter((scope) => known.has(scope))),
    parse(given) {
      // What nearly every token says: all that are remembered share one list, which is a third of their memory.
      if (given === text) return all;
      const names = [...new Set(given.split(' ').filter((name) => name !== ''))];
      return names.length > 0 && names.every((name) => known.has(name)) ? names : null;
    },
  };
}

export const formatScope = (granted: readonly string[]): string => granted.join(' ');

/** Whether a capability token of these scopes may be made from a token that has those. */
export function mayDelegate(wanted: readonly string[], held: readonly string[]): boolean {
  return wanted.every((scope) => held.includes(scope) && !NEVER_DELEGATED.has(scope));
}
