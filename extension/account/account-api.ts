import type { Client } from 'latchkey/client';
import { ensureOk } from './ensure-ok.ts';
import { type AccountSession, readSessions } from './sessions/account-sessions.ts';
import { type AccountWays, readAccountWays } from './ways/account-ways.ts';

/** The account calls that the extension's pages make. Every rejection is a `LatchkeyError`. */
export interface AccountApi {
  sessions(): Promise<AccountSession[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
  /** How the account is signed in to. */
  ways(): Promise<AccountWays>;
  removeWay(id: string): Promise<void>;
  /** Removes the account, its notes and its sessions. */
  deleteAccount(password: string): Promise<void>;
}

export function createAccountApi(client: Pick<Client, 'fetch'>): AccountApi {
  const call = async (path: string, init?: RequestInit) => ensureOk(await client.fetch(path, init));
  const write = async (method: 'POST' | 'DELETE', path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json' };
    await call(path, { method, headers, body: JSON.stringify(body) });
  };
  return {
    sessions: async () => readSessions(await (await call('/auth/sessions')).json()),
    endSession: async (id) =>
      void (await call(`/auth/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' })),
    endOtherSessions: async () => void (await call('/auth/sessions', { method: 'DELETE' })),
    changePassword: (current, next) => write('POST', '/auth/password', { current, next }),
    ways: async () => readAccountWays(await (await call('/auth/account/ways')).json()),
    removeWay: async (id) =>
      void (await call(`/auth/account/ways/${encodeURIComponent(id)}`, { method: 'DELETE' })),
    deleteAccount: (password) => write('DELETE', '/auth/account', { password }),
  };
}
