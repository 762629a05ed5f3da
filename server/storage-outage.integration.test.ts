import { redisMissing, startLink, startRedis } from 'latchkey-server/testing';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { Server } from './testing/server.ts';
import { until } from './testing/until.ts';

test.skipIf(redisMissing() !== null)(
  'a storage that goes is one line in the log, and another one when it is back, however many requests fail',
  async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const link = await startLink(redis.port);
    onTestFinished(() => link.close());
    const server = await Server.create(await freePort(), {
      LATCHKEY_STORAGE: `redis://127.0.0.1:${link.port}`,
      LATCHKEY_LOG_LEVEL: 'info',
    });
    onTestFinished(() => server.discard());
    const ready = async () => (await fetch(`${server.url}/readyz`)).status;
    const lines = (words: string) => server.output.split('\n').filter((line) => line.includes(words)).length;

    for (let outage = 1; outage <= 2; outage += 1) {
      link.cut();
      await until('the server says that it can not serve', async () => (await ready()) === 503);
      for (let n = 0; n < 30; n += 1) expect(await ready()).toBe(503);
      link.mend();
      await until('the server can serve again', async () => (await ready()) === 200);
      await until('it has said so', () => lines('the storage is back') === outage);
      expect(lines('the storage is out of reach')).toBe(outage);
    }
    expect(lines('"failed"')).toBe(0);
    expect(await server.count('latchkey_failure_total', { code: 'storage_unavailable' })).toBeGreaterThan(60);
  },
);
