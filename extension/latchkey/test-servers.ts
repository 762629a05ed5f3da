export { DualTokenServer } from './testing/dual-token-server.ts';
export {
  type PublicClientProvider,
  type PublicClientSettings,
  startPublicClientProvider,
} from './testing/public-client-provider.ts';
export { ResourceServer } from './testing/resource-server.ts';
