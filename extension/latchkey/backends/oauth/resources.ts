/** The APIs that one sign-in is for (RFC 8707). */
export interface Resources {
  /** Of the session's own access token; `null` where the provider is to choose. */
  readonly own: string | null;
  /** All of them, which the person signs in for at once. */
  readonly all: readonly string[];
  /** What calls to an origin elsewhere take; `null` for the session's own token. */
  of(origin: string): string | null;
}

/** @param named one resource, or one by each origin */
export function createResources(
  named: string | Readonly<Record<string, string>> | undefined,
  serverOrigin: string,
): Resources {
  const byOrigin = new Map(
    typeof named === 'object' ? Object.entries(named) : named === undefined ? [] : [[serverOrigin, named]],
  );
  const own = byOrigin.get(serverOrigin) ?? null;
  return {
    own,
    all: [...new Set(byOrigin.values())],
    of: (origin) => {
      const resource = byOrigin.get(origin) ?? null;
      return resource === own ? null : resource;
    },
  };
}
