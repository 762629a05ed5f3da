export { DualTokenServer } from './testing/dual-token-server.ts';
export { type PublicClientProvider, startPublicClientProvider } from './testing/public-client-provider.ts';
