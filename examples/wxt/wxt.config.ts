import { defineConfig } from 'wxt';

export default defineConfig({
  modules: ['latchkey/wxt'],
  latchkey: { server: 'http://localhost:8787' },
  manifest: {
    name: 'My WXT extension',
    browser_specific_settings: {
      gecko: {
        id: 'my-wxt-extension@example.com',
        data_collection_permissions: { required: ['authenticationInfo'] },
      },
    },
  },
});
