import type { AccessToken } from './state.ts';

/** What a successful sign-in or refresh brings. */
export interface Grant {
  readonly user: { readonly id: string; readonly username: string };
  readonly token: AccessToken;
  /** For the next refresh: a refresh token, or what shows by it that this answer has arrived. */
  readonly kept: string | null;
  /** `null` where the server does not name its sessions: then the broker does. */
  readonly session: { readonly id: string; readonly signedInAtMs: number } | null;
}
