import { defineConfig } from 'wxt';

export default defineConfig({
  modules: ['@wxt-dev/module-react', 'latchkey/wxt'],
  latchkey: { server: 'http://localhost:8787' },
  manifest: {
    name: 'My WXT and React extension',
    browser_specific_settings: {
      gecko: {
        id: 'my-wxt-react-extension@example.com',
        data_collection_permissions: { required: ['authenticationInfo'] },
      },
    },
  },
});
