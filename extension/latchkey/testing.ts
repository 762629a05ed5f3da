/**
 * A client and a whole browser to play with, for tests in Node: nothing here belongs in an extension.
 * @module
 */

export { aPolicy } from './testing/a-policy.ts';
export { type BackendPromise, type BackendUnderTest, backendPromises } from './testing/backend-promises.ts';
export { type FakeClient, fakeClient } from './testing/fake-client.ts';
export type { FakeClock } from './testing/fake-clock.ts';
export type { FakeServer, SeenRequest } from './testing/fake-server.ts';
export type { Fault } from './testing/faulty-way.ts';
export type { Plan } from './testing/life.ts';
export { World } from './testing/world.ts';
