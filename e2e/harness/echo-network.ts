import { freePort } from '../../server/testing/free-port.ts';
import { startEcho } from './echo-server.ts';
import { test as withServer } from './test.ts';

/** A test whose server has an echo in front of it, for calls whose query asks for one. */
export const test = withServer
  .override('port', () => freePort())
  .extend('echo', { auto: true }, async ({ server, port }, { onCleanup }) => {
    void server;
    onCleanup(await startEcho(port));
  });
