/** Everything a token may be good for, as RFC 6749 section 3.3 writes scopes. */
export const scopes = ['account', 'profile', 'notes:read', 'notes:write'] as const;

export type Scope = (typeof scopes)[number];

/** Scopes that only a full access token has: a capability token lives where a page may read it. */
const NEVER_DELEGATED: ReadonlySet<Scope> = new Set(['account']);

const isScope = (value: string): value is Scope => (scopes as readonly string[]).includes(value);

/** @returns the scopes, or `null` when one is unknown or none is named. */
export function parseScope(text: string): readonly Scope[] | null {
  // What nearly every token says: all that are remembered share one list, which is a third of their memory.
  if (text === all) return scopes;
  const names = [...new Set(text.split(' ').filter((name) => name !== ''))];
  return names.length > 0 && names.every(isScope) ? names : null;
}

export const formatScope = (granted: readonly Scope[]): string => granted.join(' ');
const all = formatScope(scopes);

/** Whether a capability token of these scopes may be made from a token that has those. */
export function mayDelegate(wanted: readonly Scope[], held: readonly Scope[]): boolean {
  return wanted.every((scope) => held.includes(scope) && !NEVER_DELEGATED.has(scope));
}
