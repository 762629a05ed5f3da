/** What is kept of a user, by what its keys begin with. */
export const keptKinds = ['pending-note', 'draft-note', 'page-count'] as const;

export type KeptKind = (typeof keptKinds)[number];

/** What the keys begin with of all that is kept of one kind and one user. */
export const keptPrefix = (kind: KeptKind, userId: string): string => `${kind}/${userId}/`;

/** Whether this is the key of something of one kind, whosever it is. */
export const isKept = (kind: KeptKind, key: string): boolean => key.startsWith(`${kind}/`);
