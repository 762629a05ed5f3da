import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// Makes what is declared below an addition to it.
import type {} from 'wxt';
import { addViteConfig, defineWxtModule } from 'wxt/modules';
import { extensionId } from './extension-id.ts';
import { completeManifest, type Manifest } from './manifest.ts';
import { readServer } from './read-server.ts';

/** `latchkey` in `wxt.config.ts`. */
export interface LatchkeyModuleOptions {
  /**
   * The server that keeps the sessions, with the path below which it is mounted if there is one. `startBroker` knows it
   * then by itself.
   */
  readonly server: string;
  /** Further origins that `client.fetch` may reach. */
  readonly apis?: readonly string[];
  /**
   * `optional` where the extension is in a store already: a new host permission in an update disables it until each user
   * has agreed. The button that signs in then asks first, by `serverPermission(server).request()`.
   */
  readonly hostPermission?: 'required' | 'optional';
  /**
   * The public key that fixes the extension's id in Chromium, as `npx latchkey key` makes one. It is in every build and
   * in no zip: the store gives an id of its own and refuses a `key`.
   */
  readonly key?: string;
}

declare module 'wxt' {
  export interface InlineConfig {
    /** What `latchkey/wxt` has to know. */
    latchkey?: LatchkeyModuleOptions;
  }
}

/**
 * Makes what the broker needs part of a WXT build: permissions, the host, the id, the server's address.
 * @example
 * export default defineConfig({
 *   modules: ['latchkey/wxt'],
 *   latchkey: { server: 'https://api.example.com' },
 * });
 */
export const latchkeyModule = defineWxtModule<LatchkeyModuleOptions>({
  name: 'latchkey',
  configKey: 'latchkey',
  setup(wxt, options) {
    const { server, apis = [], hostPermission = 'required', key } = options ?? {};
    const servers = [server, ...apis].map(readServer);
    const { browser, manifestVersion } = wxt.config;
    addViteConfig(wxt, () => ({ define: { __LATCHKEY_SERVER__: JSON.stringify(server) } }));

    wxt.hooks.hook('entrypoints:resolved', (_, entrypoints) => {
      if (entrypoints.some(({ type }) => type === 'background')) return;
      throw new Error(
        'Latchkey needs a background. Make entrypoints/background.ts:\n' +
          "  import { startBroker } from 'latchkey/background';\n" +
          "  export default defineBackground(() => { startBroker({ contentScripts: ['GET /api/me'] }); });",
      );
    });

    wxt.hooks.hook('build:manifestGenerated', (_, manifest) => {
      const needs = { servers, hostPermission, browser, manifestVersion, key };
      for (const warning of completeManifest(manifest as Manifest, needs)) {
        wxt.logger.warn(`[latchkey] ${warning}`);
      }
    });

    wxt.hooks.hook('build:done', async () => {
      const { key: built } = JSON.parse(await readFile(join(wxt.config.outDir, 'manifest.json'), 'utf8'));
      if (browser === 'firefox') return;
      wxt.logger.info(
        built === undefined
          ? '[latchkey] Without a key the id depends on the folder: `npx latchkey key` makes one for `latchkey: { key }`.'
          : `[latchkey] The server lets it in by LATCHKEY_EXTENSION_ORIGINS=chrome-extension://${extensionId(built)}`,
      );
    });

    // A store has an id of its own for it and refuses a key; what is loaded unpacked keeps it.
    let unpacked: string | undefined;
    const manifestFile = () => join(wxt.config.outDir, 'manifest.json');
    wxt.hooks.hook('zip:extension:start', async () => {
      unpacked = await readFile(manifestFile(), 'utf8');
      const { key: _, ...rest } = JSON.parse(unpacked);
      await writeFile(manifestFile(), JSON.stringify(rest));
    });
    wxt.hooks.hook('zip:extension:done', async () => {
      if (unpacked !== undefined) await writeFile(manifestFile(), unpacked);
    });
  },
});
