import type { Program } from '../../machine/program.ts';
import type { SignedIn } from '../contestant.ts';

/** One person, signed up with e-mail and password; better-auth has no pair, so there is no chain. */
export async function signInToBetterAuth({ origin }: Program): Promise<SignedIn[]> {
  const response = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: origin },
    body: JSON.stringify({ name: 'ada', email: 'ada@example.org', password: 'correct horse battery' }),
  });
  if (!response.ok) throw new Error(`no session: ${response.status} ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return [{ header: `Cookie: ${cookies.join('; ')}`, chain: null }];
}
