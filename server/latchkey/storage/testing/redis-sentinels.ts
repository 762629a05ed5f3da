import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** What the Sentinels call the primary. */
const NAME = 'main';
const PATIENCE_MS = 45_000;

export interface Sentinels {
  /** As in LATCHKEY_STORAGE. */
  readonly url: string;
  /** The port of the server that they take for the primary. */
  primary(): Promise<number>;
  /** Waits until they agree with each other and have a replica to promote. */
  ready(): Promise<void>;
  /** Has them promote a replica of a primary that is well. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Three real Sentinels of a primary on this port, that call it dead after a second. */
export async function startSentinels(primaryPort: number): Promise<Sentinels> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sentinels-'));
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const processes: ChildProcess[] = [];
  for (const port of ports) {
    const file = join(folder, `${port}.conf`);
    await writeFile(file, configuration(port, primaryPort));
    const options = { cwd: folder, stdio: 'ignore' } as const;
    processes.push(spawn('redis-server', [file, '--sentinel'], options));
  }
  const asked = new Redis({ host: '127.0.0.1', port: ports[0], retryStrategy: () => 50 });
  asked.on('error', () => {});

  async function isReady(): Promise<boolean> {
    const agreed = await asked.call('SENTINEL', 'CKQUORUM', NAME).catch(() => '');
    const replicas = await asked.call('SENTINEL', 'REPLICAS', NAME).catch(() => []);
    // A primary that was replaced is in the list at once, and follows some seconds later.
    const follow = (replicas as string[][]).some(
      (replica) =>
        memberOf(replica, 'flags') === 'slave' &&
        memberOf(replica, 'role-reported') === 'slave' &&
        memberOf(replica, 'master-link-status') === 'ok',
    );
    return String(agreed).startsWith('OK 3') && follow;
  }

  return {
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
    async primary() {
      const address = await asked.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
      return Number((address as string[])[1]);
    },
    async ready() {
      const end = performance.now() + PATIENCE_MS;
      while (!(await isReady())) {
        if (performance.now() > end)
          throw new Error('The Sentinels do not agree, or see no replica that follows.');
        await delay(100);
      }
    },
    async failOver() {
      await asked.call('SENTINEL', 'FAILOVER', NAME);
    },
    async stop() {
      asked.disconnect();
      for (const sentinel of processes) {
        if (sentinel.exitCode !== null || sentinel.signalCode !== null) continue;
        sentinel.kill('SIGKILL');
        await once(sentinel, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of the names and values that Redis answers with, in turn. */
const memberOf = (pairs: readonly string[], name: string) => pairs[pairs.indexOf(name) + 1];

const configuration = (port: number, primaryPort: number) => `
bind 127.0.0.1
port ${port}
sentinel monitor ${NAME} 127.0.0.1 ${primaryPort} 2
sentinel down-after-milliseconds ${NAME} 1000
sentinel failover-timeout ${NAME} 5000
`;
