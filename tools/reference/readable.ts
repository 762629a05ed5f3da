/** A page of TypeDoc's without what tells a reader nothing: names for what has none, and where a type is worked out from. */
export const readable = (page: string): string =>
  page
    .replaceAll(/\\?_\\?_namedParameters/g, 'options')
    .replaceAll(/`\{ [\w, ]+ \}(\??)`/g, '`options$1`')
    .replaceAll(/^#+ (Inherited from|Extends)\n\n(- )?`ReturnType`?.*\n+/gm, '');
