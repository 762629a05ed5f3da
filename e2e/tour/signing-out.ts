import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { accessTokenOf } from './access-token.ts';
import { type Scene, since } from './scene.ts';

export function endFromElsewhere({ server, popup, elsewhere, take, step }: Scene): Promise<void> {
  const title = 'She signs in on a second device, and ends this browser’s session from there.';
  return step(title, 'a remote sign-out holds at once, for a token that had not run out', async () => {
    const phone = await OtherDevice.signIn(server, ada);
    const token = await accessTokenOf(popup);
    await phone.endOtherSessions();
    const answer = await fetch(`${server.url}/api/me`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 401);
    await popup.page.reload();
    await popup.says('This session was ended from another of your devices.');
    await elsewhere.notes.asksToSignIn();
    await phone.signOut();
    const left = Math.round((decodeJwt(token).exp ?? 0) - Date.now() / 1000);
    return [
      `this browser's token was good for another ${left} s: the API answers it with ${answer.status}`,
      await take('popup-signed-out', popup.page, { width: 360 }),
    ];
  });
}

export function signOutEverywhere({
  server,
  browser,
  popup,
  article,
  elsewhere,
  step,
}: Scene): Promise<void> {
  const title = 'She signs in on both again, and signs out everywhere from the popup.';
  return step(title, 'every tab, every popup and every device is signed out at once', async () => {
    await popup.signIn(ada);
    const phone = await OtherDevice.signIn(server, ada);
    const second = await browser.popup();
    await second.showsAccount(ada.username);
    await Promise.all([elsewhere.notes.newNote.waitFor(), article.notes.newNote.waitFor()]);
    const begin = performance.now();
    await popup.signOutEverywhere();
    await Promise.all([second.showsForm(), elsewhere.notes.asksToSignIn(), article.notes.asksToSignIn()]);
    const took = since(begin);
    await until('the phone is signed out too', async () => !(await phone.isSignedIn()));
    // The log is written after the answer.
    await until('every sign-in has its end in the audit log', () => {
      const audit = audited(server.output);
      return audit['session-ended'] === audit['signed-in'];
    });
    const audit = audited(server.output);
    return [
      `two popups and two tabs ask to sign in ${took} after the first click; the other device is refused`,
      `in the audit log: ${Object.entries(audit)
        .map(([event, count]) => `${event} ${count}`)
        .join(', ')}`,
    ];
  });
}

/** How often the log speaks of each kind of event. */
function audited(log: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of log.split('\n').filter((text) => text.includes('"audit":true'))) {
    const { msg } = JSON.parse(line);
    counts[msg] = (counts[msg] ?? 0) + 1;
  }
  return counts;
}
