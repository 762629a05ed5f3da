import type { Popup } from '../harness/popup.ts';

/** The access token that the worker keeps where only the extension's own pages can read it. */
export async function accessTokenOf(popup: Popup): Promise<string> {
  const kept = await popup.page.evaluate(async () => JSON.stringify(await chrome.storage.session.get(null)));
  const token = /"(eyJ[\w-]+\.[\w-]+\.[\w-]+)"/.exec(kept)?.[1];
  if (token === undefined) throw new Error('The worker keeps no access token.');
  return token;
}
