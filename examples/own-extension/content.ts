import { createClient } from '../../extension/latchkey/client/create-client.ts';
import { LatchkeyError } from '../../extension/latchkey/protocol/errors.ts';

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
