import { defaultExtensionOrigin } from 'latchkey-server';
import { inject } from 'vitest';
import { keep } from '../keep.ts';
import { slot } from '../slot.ts';
import { test as withServer } from '../test.ts';
import { Firefox } from './firefox.ts';

/** As the README sets a server up for Firefox; the other origin is that of the devices that sign in elsewhere. */
export const forFirefox = {
  LATCHKEY_EXTENSION_ORIGINS: `moz-extension://*,${defaultExtensionOrigin}`,
};

/** As the test of Chromium, with `firefox` in the place of `browser`: as if freshly installed, on its own server. */
export const test = withServer
  .extend('settings', forFirefox)
  .extend('program', { scope: 'worker' }, () => inject('firefox'))
  .extend('oneFirefox', { scope: 'worker' }, async ({ program }, { onCleanup }) => {
    if ('missing' in program) return program;
    const firefox = await Firefox.create(program.path, slot().extensionFolder);
    onCleanup(() => firefox.discard());
    return firefox;
  })
  .extend('firefox', async ({ oneFirefox, task, skip }, { onCleanup }) => {
    if ('missing' in oneFirefox) return skip(oneFirefox.missing);
    await oneFirefox.renew();
    onCleanup(async () => {
      if (task.result?.state === 'fail') await photograph(task.name, oneFirefox);
    });
    return oneFirefox;
  });

async function photograph(name: string, firefox: Firefox): Promise<void> {
  for (const [index, page] of (await firefox.browser.pages()).entries()) {
    const picture = await page.screenshot().catch(() => undefined);
    if (picture) await keep(name, `firefox-${index}.png`, picture);
  }
}
