export { aPolicy } from './testing/a-policy.ts';
export { type BackendPromise, type BackendUnderTest, backendPromises } from './testing/backend-promises.ts';
export { type FakeClient, fakeClient } from './testing/fake-client.ts';
export { World } from './testing/world.ts';
