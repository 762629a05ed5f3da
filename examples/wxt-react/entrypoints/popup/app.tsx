import { account } from 'latchkey/account';
import { LatchkeyError } from 'latchkey/errors';
import { useSession } from 'latchkey/react';
import type { Session } from 'latchkey/session';
import { useState } from 'react';

export function App({ session }: { session: Session }) {
  const state = useSession(session);
  const [said, setSaid] = useState('');

  async function signIn(given: FormData) {
    setSaid('');
    try {
      await account.signIn({
        username: String(given.get('username')),
        password: String(given.get('password')),
      });
    } catch (error) {
      if (error instanceof LatchkeyError) setSaid(error.problem?.title ?? error.code);
    }
  }

  if (state.status === 'signed-in') {
    return (
      <>
        <output>Signed in as {state.user.username}</output>
        <button type="button" onClick={() => account.signOut()}>
          Sign out
        </button>
      </>
    );
  }
  return (
    <form action={signIn}>
      <label>
        Username <input name="username" autoComplete="username" />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
      </label>
      <button type="submit">Sign in</button>
      <output>{said}</output>
    </form>
  );
}
