import { createClient } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';

const client = createClient();

client.onStateChange(async ({ status }) => {
  if (status !== 'signed-in') return;
  try {
    const { username } = await (await client.fetch('/api/me')).json();
    document.title = `Hello, ${username}`;
  } catch (error) {
    if (error instanceof LatchkeyError) document.title = `Not now: ${error.code}`;
  }
});
