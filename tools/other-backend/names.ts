/** The servers that are not Latchkey's and that `npm start` can start in its place. */
export const otherBackends = ['dual-token', 'nest', 'provider'] as const;

export type OtherBackend = (typeof otherBackends)[number];
