import { client } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';
import { defineContentScript } from 'wxt/utils/define-content-script';

export default defineContentScript({
  matches: ['http://*/*', 'https://*/*'],
  main() {
    client.onUserChange(async (user) => {
      if (!user) return;
      try {
        const { username } = await (await client.fetch('/api/me')).json();
        document.title = `Hello, ${username}`;
      } catch (error) {
        if (error instanceof LatchkeyError) document.title = `Not now: ${error.code}`;
      }
    });
  },
});
