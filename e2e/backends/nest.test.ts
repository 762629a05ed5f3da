import { inject, test } from 'vitest';
import { startNest } from '../../tools/other-backend/nest.ts';
import { Browser } from '../harness/browser.ts';
import { keyOf, unpackOwnBackend } from '../harness/own-backend.ts';
import { OwnPopup } from '../harness/own-popup.ts';
import { slot } from '../harness/slot.ts';

test('an extension signs in to a NestJS server, and stays signed in when worker and browser end', async ({
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const nest = await startNest();
  onTestFinished(nest.stop);
  const extension = await unpackOwnBackend({
    mode: 'dual-token',
    api: nest.url,
    key: await keyOf(slot().extensionFolder),
  });
  onTestFinished(extension.remove);
  const browser = await Browser.create(chromium.path, extension.folder);
  onTestFinished(() => browser.discard());

  const popup = await OwnPopup.open(browser);
  await popup.signIn({ password: 'wrong', captcha: '5' });
  await popup.says('Wrong password');
  await popup.signIn({ password: 'right', captcha: '5' });
  await popup.says('Signed in: ada');
  await browser.worker.stop();
  await popup.hears('"username":"ada"');

  await browser.close();
  await browser.open();
  const next = await OwnPopup.open(browser);
  await next.says('Signed in: ada');
  await next.hears('"username":"ada"');
  await next.signOut();
});
