import { writeFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const manifest = {
  manifest_version: 3,
  name: 'My own backend',
  version: '1',
  minimum_chrome_version: '140',
  permissions: ['storage', 'unlimitedStorage', 'alarms'],
  // The API, the provider, and the address that a browser keeps for an extension's sign-in.
  host_permissions: [
    'http://localhost/*',
    'https://*.chromiumapp.org/*',
    'https://*.extensions.allizom.org/*',
  ],
  // Chromium takes the first, Firefox the second.
  background: { service_worker: 'background.js', scripts: ['background.js'], type: 'module' },
  action: { default_popup: 'popup.html' },
  browser_specific_settings: { gecko: { id: 'own-backend@example.com', strict_min_version: '140.0' } },
};

/** `--mode provider` for an OAuth provider, `--mode dual-token` for a server with a refresh cookie. */
export default defineConfig(({ mode }) => ({
  base: './',
  build: {
    rolldownOptions: {
      input: { popup: 'popup.html', background: `${mode}.ts` },
      output: { entryFileNames: '[name].js' },
    },
  },
  plugins: [
    {
      name: 'manifest',
      writeBundle: ({ dir = 'dist' }) =>
        writeFileSync(`${dir}/manifest.json`, JSON.stringify(manifest, null, 2)),
    },
  ],
}));
