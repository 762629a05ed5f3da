import type { Program } from '../../machine/program.ts';
import type { SignedIn } from '../contestant.ts';

/** Clients of a peer that hands a pair to whoever asks. */
export async function signInToPeer({ origin }: Program, count: number): Promise<SignedIn[]> {
  const clients: SignedIn[] = [];
  for (let client = 0; client < count; client += 1) {
    const response = await fetch(`${origin}/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    const { access_token } = (await response.json()) as { access_token: string };
    const cookie = /^rt=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1];
    if (!response.ok || cookie === undefined) throw new Error(`no pair: ${response.status}`);
    clients.push({ header: `Authorization: Bearer ${access_token}`, chain: { cookie, bound: null } });
  }
  return clients;
}

/** For the servers that check nothing. */
export async function signInToNothing(_: Program, count: number): Promise<SignedIn[]> {
  return Array.from({ length: count }, () => ({
    header: 'Authorization: Bearer nothing',
    chain: { cookie: 'nothing', bound: null },
  }));
}
