export { aPolicy } from './testing/a-policy.ts';
export { type BackendPromise, type BackendUnderTest, backendPromises } from './testing/backend-promises.ts';
export { DualTokenServer } from './testing/dual-token-server.ts';
export { type PublicClientProvider, startPublicClientProvider } from './testing/public-client-provider.ts';
export { World } from './testing/world.ts';
