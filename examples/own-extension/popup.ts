import { account } from 'latchkey/account';
import { LatchkeyError } from 'latchkey/errors';

const form = document.querySelector('form');
const said = document.querySelector('output');

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  try {
    const state = await account.signIn({
      username: String(given.get('username')),
      password: String(given.get('password')),
    });
    if (said) said.textContent = state.status;
  } catch (error) {
    if (said && error instanceof LatchkeyError) said.textContent = error.problem?.title ?? error.code;
  }
});
