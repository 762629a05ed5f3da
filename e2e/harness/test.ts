import { test as base, inject } from 'vitest';
import { Server, type ServerSettings } from '../../server/testing/server.ts';
import { Browser, type Language } from './browser.ts';
import { keep } from './keep.ts';
import { startPageServer } from './page-server.ts';
import { slot } from './slot.ts';

/**
 * A test with the real things around it, each fresh: `server` (with `settings` and `port`, which a file may
 * override), `browser` with the `extensions` and in a `language`, `site` with pages of another origin.
 */
export const test = base
  .extend('settings', (): ServerSettings => ({}))
  .extend('port', () => slot().serverPort)
  // Automatic, since the extension means nothing without its server.
  .extend('server', { auto: true }, async ({ settings, port, task }, { onCleanup }) => {
    const publicUrl = `http://localhost:${slot().serverPort}`;
    const server = await Server.create(port, { LATCHKEY_PUBLIC_URL: publicUrl, ...settings });
    onCleanup(async () => {
      await server.discard();
      if (task.result?.state === 'fail') await keep(task.name, 'server.log', server.output);
    });
    return server;
  })
  .extend('site', async ({ onTestFinished }) => {
    const site = await startPageServer();
    onTestFinished(() => site.close());
    return site;
  })
  .extend('contentScripts', (): 'as shipped' | 'may call the API' => 'as shipped')
  /** Folders of unpacked extensions: ours, and in some files one beside it. */
  .extend('extensions', ({ contentScripts }): readonly string[] => [
    contentScripts === 'as shipped' ? slot().extensionFolder : slot().callingExtensionFolder,
  ])
  .extend('language', (): Language => 'en')
  /** What a person has set in the browser, as its profile keeps it. */
  .extend('preferences', (): object => ({}))
  .extend('browser', async ({ task, skip, extensions, language, preferences }, { onCleanup }) => {
    const chromium = inject('chromium');
    if ('missing' in chromium) return skip(chromium.missing);
    const browser = await Browser.create(chromium.path, extensions.join(','), language, preferences);
    onCleanup(async () => {
      if (task.result?.state === 'fail') await photograph(task.name, browser);
      await browser.discard();
    });
    return browser;
  });

async function photograph(name: string, browser: Browser): Promise<void> {
  for (const [index, page] of browser.context.pages().entries()) {
    const picture = await page.screenshot().catch(() => undefined);
    if (picture) await keep(name, `${index}.png`, picture);
  }
}
