import { freePort } from '../../server/testing/free-port.ts';
import { FaultProxy } from './fault-proxy/fault-proxy.ts';
import { slot } from './slot.ts';
import { test as withServer } from './test.ts';

/** A test with a network between the extension and the server that does what the test says: `network`. */
export const test = withServer
  .override('port', () => freePort())
  .extend('network', { auto: true }, async ({ server, port }, { onCleanup }) => {
    void server;
    const network = await FaultProxy.start({ port: slot().serverPort, serverPort: port });
    onCleanup(() => network.stop());
    return network;
  });
