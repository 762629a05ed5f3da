import { defineConfig } from 'wxt';

/**
 * The server the extension belongs to. A build is for one server: the host permission and the broker's
 * allow-list both come from this value, by way of `latchkey/wxt`.
 */
const serverUrl = new URL(process.env.LATCHKEY_PUBLIC_URL || `http://localhost:${process.env.PORT || 8787}`);

/**
 * Fixes the extension's id (nhlgahbiphgfcfhigkpmhepplhoikdio) on every machine, so that the server can list
 * one Origin. It is a public key; the private half signs nothing and was thrown away.
 */
export const manifestKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwOhm9EThw/NyRL9KwSOEPdlaj6yXf1GLNaHQoxniyVHmQXuWEWzTWm8PSGEoPfxFtDc78j1d32N83guy9WVQqpsLeD+vKKxw0eirl4rk9HDvbUEv/J6KC1TpF7n//0i4ZVi4qg5b6kMYP7Jj3tVhIsENs2xuNwQlHXjU3ZHrCqx6UQX7FJw9vQLfHMubT3Z6NEzLF2YR186dmVikrODifZI+bIHYTMFxs2/BvURI2Ge6GpdFdi3qlzFj0qCL740ILSn4iXVhOFjs/76teZcTRUWjNPR7c5D29FV8ydyrBDNBSCT0eL30FPicZkMskPYk7ij2mNxD8yl2/FzAvwyD8QIDAQAB';

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  outDir: process.env.LATCHKEY_EXTENSION_OUT ?? '.output',
  imports: false,
  modules: ['@wxt-dev/i18n/module', 'latchkey/wxt'],
  latchkey: { server: serverUrl.origin, key: manifestKey },
  hooks: {
    // Builds for other servers go to other folders, several at once: what all share is the same for each.
    'prepare:tsconfig': (_, { tsconfig }) => {
      tsconfig.exclude = ['../**/node_modules', '../.output'];
    },
  },
  vite: () => ({
    // What both browsers' oldest versions here understand; older ones would get more and slower CSS.
    build: { cssTarget: ['chrome140', 'firefox140'] },
  }),
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    // activeTab: the popup names the site it was opened on. contextMenus: a selection becomes a note.
    permissions: ['scripting', 'activeTab', 'contextMenus'],
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+K' } },
      'toggle-panel': {
        suggested_key: { default: 'Alt+Shift+M' },
        description: '__MSG_command_togglePanel__',
      },
    },
    content_scripts: [
      {
        matches: ['http://*/*', 'https://*/*'],
        // Nobody writes notes on the page that asks who they are.
        exclude_matches: [`${serverUrl.protocol}//${serverUrl.hostname}/sign-in/*`],
        // A page that never ends to load has no end to wait for: there the shortcut opens the panel all the same.
        run_at: 'document_start',
        js: ['notes.js'],
      },
    ],
    // The notes panel, in a frame. No `use_dynamic_url`: under it the frame does not load in pages with an embedder
    // policy, and whether this extension is installed shows by its tab anyway.
    web_accessible_resources: [{ resources: ['notes-panel.html'], matches: ['http://*/*', 'https://*/*'] }],
    // Or a page with an embedder policy of its own lets no frame of ours in.
    cross_origin_embedder_policy: { value: 'require-corp' },
    cross_origin_opener_policy: { value: 'same-origin' },
    ...(browser === 'firefox'
      ? {
          incognito: 'not_allowed' as const,
          browser_specific_settings: {
            gecko: {
              id: 'latchkey@latchkey.example',
              strict_min_version: '140.0',
              // What goes to the user's own server, and Firefox says so at the installation: the sign-in, the
              // addresses of the pages whose panel they open, and their notes with what they selected there.
              data_collection_permissions: {
                required: ['authenticationInfo', 'browsingActivity', 'websiteContent'],
              },
            },
          },
        }
      : {
          incognito: 'split' as const,
          minimum_chrome_version: '140',
          // From Chromium 148 on messages hold bytes as they are, as in Firefox; before, they are JSON.
          message_serialization: 'structured_clone' as const,
        }),
  }),
});
