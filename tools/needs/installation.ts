/** How an attempt to install something went; `reason` completes "could not be installed: ". */
export type Installation =
  | { readonly status: 'installed' }
  | { readonly status: 'failed'; readonly reason: string };
