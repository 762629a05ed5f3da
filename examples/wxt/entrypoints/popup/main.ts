import { account } from 'latchkey/account';
import { client } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';
import { createSession } from 'latchkey/session';

const form = document.querySelector('form');
const said = document.querySelector('output');
const signOut = document.querySelector<HTMLButtonElement>('#sign-out');

createSession(client).subscribe((state) => {
  const signedIn = state.status === 'signed-in';
  if (form) form.hidden = signedIn;
  if (signOut) signOut.hidden = !signedIn;
  if (said) said.textContent = signedIn ? `Signed in as ${state.user.username}` : '';
});

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  try {
    await account.signIn({
      username: String(given.get('username')),
      password: String(given.get('password')),
    });
  } catch (error) {
    if (said && error instanceof LatchkeyError) said.textContent = error.problem?.title ?? error.code;
  }
});

signOut?.addEventListener('click', () => account.signOut());
