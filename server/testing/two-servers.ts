import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startRoundRobin } from './round-robin.ts';
import { Server } from './server.ts';

export interface TwoServers {
  /** Where people reach either of them, in turn. */
  readonly url: string;
  readonly servers: readonly [Server, Server];
  close(): Promise<void>;
}

/** Two server processes with one storage and one set of keys, behind a round robin. */
export async function startTwoServers(storage: string): Promise<TwoServers> {
  const keys = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  const ports = [await freePort(), await freePort()] as const;
  const front = await startRoundRobin(ports);
  const url = `http://localhost:${front.port}`;
  const start = (port: number) =>
    Server.create(port, {
      LATCHKEY_STORAGE: storage,
      LATCHKEY_PUBLIC_URL: url,
      LATCHKEY_DATA: keys,
      LATCHKEY_RATE_LIMIT_SCALE: '1000',
      LATCHKEY_LOG_LEVEL: 'info',
    });
  const first = await start(ports[0]);
  const second = await start(ports[1]);
  return {
    url,
    servers: [first, second],
    async close() {
      await first.discard();
      await second.discard();
      await front.close();
      await rm(keys, { recursive: true, force: true });
    },
  };
}
