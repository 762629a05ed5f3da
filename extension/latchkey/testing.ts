export { aPolicy } from './testing/a-policy.ts';
export { type BackendPromise, type BackendUnderTest, backendPromises } from './testing/backend-promises.ts';
export { World } from './testing/world.ts';
