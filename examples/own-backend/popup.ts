import { createAccountClient } from 'latchkey/account';
import { createClient } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';

const client = createClient();
const account = createAccountClient();
const said = document.querySelector('output');

function say(text: string): void {
  if (said) said.textContent = text;
}

/** Says what has come of it, by the error's own word where it failed. */
async function attempt(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    say(error instanceof LatchkeyError ? (error.problem?.title ?? error.code) : String(error));
  }
}

const onClick = (id: string, work: () => Promise<unknown>): void =>
  document.getElementById(id)?.addEventListener('click', () => attempt(work()));

document.querySelector('form')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const given = new FormData(event.target as HTMLFormElement);
  const text = (name: string): string => String(given.get(name));
  void attempt(
    account.signIn({
      username: text('username'),
      password: text('password'),
      fields: { captcha: text('captcha') },
    }),
  );
});

onClick('tab', () => account.signInInTab());
onClick('out', () => account.signOut());
onClick('call', async () => say(await (await client.fetch('/api/me')).text()));

client.onStateChange((state) =>
  say(state.status === 'signed-in' ? `Signed in: ${state.user.username}` : state.status),
);
