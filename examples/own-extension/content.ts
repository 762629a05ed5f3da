import { client } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';

client.onUserChange(async (user) => {
  if (!user) return;
  try {
    const { username } = await (await client.fetch('/api/me')).json();
    document.title = `Hello, ${username}`;
  } catch (error) {
    if (error instanceof LatchkeyError) document.title = `Not now: ${error.code}`;
  }
});
