import { createAccountClient } from '../../../../extension/client/create-account-client.ts';

const form = document.querySelector('form');
const said = document.querySelector('output');

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  const account = createAccountClient();
  const state = await account.signIn({
    username: String(given.get('username')),
    password: String(given.get('password')),
  });
  if (said) said.textContent = state.status;
});
