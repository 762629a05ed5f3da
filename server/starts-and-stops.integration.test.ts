import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ended } from './testing/ended.ts';
import { freePort } from './testing/free-port.ts';
import { outsideSettings } from './testing/outside-settings.ts';
import { Server } from './testing/server.ts';
import { until } from './testing/until.ts';
import { workingFolder } from './testing/working-folder.ts';

async function occupied(host: string): Promise<number> {
  const other: NetServer = createServer((socket) => socket.end());
  other.listen(await freePort(), host);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return (other.address() as AddressInfo).port;
}

async function started(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const server = await Server.create(await freePort(), { LATCHKEY_LOG_LEVEL: 'info', ...settings });
  onTestFinished(() => server.discard());
  return server;
}

/** What is answered to bytes that are sent as they are. */
async function answerTo(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('latin1');
  socket.write(bytes, 'latin1');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe('a start that fails', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const storages = ['memory:', 'sqlite:'];
  const settingsFor = (storage: string) => ({
    LATCHKEY_STORAGE: storage === 'sqlite:' ? `sqlite:${join(folder, 'latchkey.db')}` : storage,
    LATCHKEY_DATA: folder,
  });

  test.each(storages)('ends with 1 and one line where the port is taken (%s)', async (storage) => {
    const port = await occupied('127.0.0.1');
    const { code, err } = await ended({ ...settingsFor(storage), PORT: String(port) });
    expect([code, err]).toEqual([
      1,
      `Port ${port} on 127.0.0.1 is in use. Stop what uses it, or choose another with PORT.\n`,
    ]);
  });

  test('ends with 1 and one line where another program waits on the other loopback', async () => {
    const port = await occupied('::1');
    const { code, err } = await ended({ ...settingsFor('sqlite:'), PORT: String(port) });
    expect([code, err]).toEqual([
      1,
      `Port ${port} on ::1 is in use. Stop what uses it, or choose another with PORT.\n`,
    ]);
  });

  test('ends with 1 and one line where the address is not of this machine', async () => {
    const { code, err } = await ended({
      ...settingsFor('sqlite:'),
      PORT: String(await freePort()),
      HOST: '203.0.113.1',
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^HOST=203\.0\.113\.1 is no address of this machine.*\n$/);
  });

  test('ends with 1 and one line where the keys are not those of the storage', async () => {
    const first = await Server.create(await freePort(), settingsFor('sqlite:'));
    await first.stop();
    await rm(join(folder, 'keys.json'));
    const { code, err } = await ended({ ...settingsFor('sqlite:'), PORT: String(await freePort()) });
    expect(code).toBe(1);
    expect(err).toMatch(/^The signing keys in .* can not be used.*\n$/);
  });
});

describe('a running server', () => {
  test('says where it listens, on both loopbacks, and that it stops', async () => {
    const server = await started();
    const { port } = new URL(server.url);
    expect(server.output).toMatch(
      new RegExp(`"addresses":\\["127.0.0.1:${port}","\\[::1\\]:${port}"\\].*"msg":"listening"`),
    );
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
    }
    await server.stop();
    expect(server.output).toContain('"msg":"stopping"');
  });

  test('starts beside the addresses that Kubernetes puts into its environment', async () => {
    const links = {
      LATCHKEY_SERVICE_HOST: '10.0.0.1',
      LATCHKEY_SERVICE_PORT: '8787',
      LATCHKEY_SERVICE_PORT_HTTP: '8787',
      LATCHKEY_PORT: 'tcp://10.0.0.1:8787',
      LATCHKEY_PORT_8787_TCP: 'tcp://10.0.0.1:8787',
      LATCHKEY_PORT_8787_TCP_PROTO: 'tcp',
      LATCHKEY_PORT_8787_TCP_PORT: '8787',
      LATCHKEY_PORT_8787_TCP_ADDR: '10.0.0.1',
      LATCHKEY_REDIS_SERVICE_HOST: '10.0.0.2',
      LATCHKEY_REDIS_PORT: 'tcp://10.0.0.2:6379',
      LATCHKEY_REDIS_PORT_6379_TCP_ADDR: '10.0.0.2',
    };
    await started(links);
    const { code, err } = await ended({ ...links, LATCHKEY_ACESS_TTL: '60', LATCHKEY_DATABASE_PORT: '6379' });
    expect(code).toBe(1);
    expect(err).toMatch(/^LATCHKEY_ACESS_TTL=.*LATCHKEY_ACCESS_TTL\?\nLATCHKEY_DATABASE_PORT=.*\n$/);
  });

  test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
    'answers the health checks of HTTP/1.0 that name no host (HOST=%s)',
    async (host) => {
      const server = await started({ HOST: host, LATCHKEY_LOG_LEVEL: 'info' });
      const port = Number(new URL(server.url).port);
      for (const line of ['GET /healthz', 'HEAD /healthz', 'GET /readyz', 'HEAD /readyz']) {
        const socket = connect(port, host === '::1' || host === '::' ? '::1' : '127.0.0.1');
        socket.setEncoding('latin1').write(`${line} HTTP/1.0\r\n\r\n`);
        let answer = '';
        for await (const chunk of socket) answer += chunk;
        expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      }
    },
  );

  test('says what is too large in headers that no application has seen, and what is malformed, as a problem', async () => {
    const { url } = await started();
    const cookies = await answerTo(
      url,
      `GET /readyz HTTP/1.1\r\nHost: localhost\r\nCookie: a=${'x'.repeat(70_000)}\r\n\r\n`,
    );
    expect(cookies).toMatch(/^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"status":431,[\s\S]*/);
    const large = await answerTo(
      url,
      `GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: a=${'x'.repeat(40_000)}\r\n\r\n`,
    );
    expect(large).toMatch(/^HTTP\/1\.1 200 /);
    expect(await answerTo(url, 'GET / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"status":400,/,
    );
  });

  test('takes no blame for a client that goes away in the middle of its body', async () => {
    const server = await started();
    const port = Number(new URL(server.url).port);
    const head = 'POST /auth/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const origin = 'Origin: chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio\r\n';
    for (const body of ['Content-Length: 100\r\n\r\n{"re', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"re']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${head}${origin}Expect: 100-continue\r\n${body}`);
      // "Continue": the request is being handled.
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
    await answerTo(server.url, `${head}${origin}Transfer-Encoding: chunked\r\n\r\nnot a chunk\r\n`);
    await fetch(`${server.url}/readyz`);
    expect(await server.count('latchkey_failure_total')).toBe(0);
    expect(server.output).not.toContain('"failed"');
  });

  test('cuts no request on a connection that is kept alive when it stops', async () => {
    const server = await started();
    const port = Number(new URL(server.url).port);
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    onTestFinished(() => agent.destroy());
    const broken: unknown[] = [];
    let answered = 0;
    let stopped = false;
    const loops = Array.from({ length: 20 }, async () => {
      while (!stopped) {
        const { refused, error } = await post(port, agent);
        if (refused) return;
        if (error !== null) broken.push(error);
        else answered += 1;
      }
    });
    await until('requests are answered', () => answered > 500);
    await server.stop();
    stopped = true;
    await Promise.all(loops);
    expect(broken).toEqual([]);
  });

  test('says on connections that are kept alive when it stops that it is not ready, and by no failure of its own', async () => {
    const server = await started();
    const port = Number(new URL(server.url).port);
    const agent = new Agent({ keepAlive: true, maxSockets: 5 });
    onTestFinished(() => agent.destroy());
    const seen: number[] = [];
    const probes = Array.from({ length: 5 }, async () => {
      for (;;) {
        const { status } = await ask({ port, agent, path: '/readyz' });
        if (status === null) return;
        seen.push(status);
      }
    });
    await until('it is ready', () => seen.length > 20);
    await server.stop();
    await Promise.all(probes);
    const first = seen.indexOf(503);
    expect(first).toBeGreaterThan(0);
    expect(new Set(seen.slice(0, first))).toEqual(new Set([200]));
    expect(server.output).not.toContain('"failed"');
  });

  test('goes on, and ends when it is told to, with a log that can not be written', async () => {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-full-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const child = spawn('/bin/sh', ['-c', `exec "${process.execPath}" server/main.ts > /dev/full`], {
      cwd: workingFolder,
      env: {
        ...outsideSettings(),
        PORT: String(port),
        LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}`,
        LATCHKEY_LOG_LEVEL: 'debug',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const asked = () =>
      fetch(`http://localhost:${port}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
        ({ status }) => status,
        () => null,
      );
    await until('it answers', async () => (await asked()) === 200);
    for (let n = 0; n < 200; n += 1) expect(await asked()).toBe(200);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    expect(code).toBe(0);
  });
});

/** @returns the status of the answer, `null` where there is none */
function ask(options: { port: number; agent: Agent; path: string }): Promise<{ status: number | null }> {
  return new Promise((done) => {
    const sent = request({ host: '127.0.0.1', ...options }, (response) => {
      response.resume().on('end', () => done({ status: response.statusCode ?? null }));
    });
    sent.on('error', () => done({ status: null }));
    sent.end();
  });
}

/** A request as one that has begun must not be sent again by itself. */
function post(port: number, agent: Agent): Promise<{ refused: boolean; error: unknown }> {
  return new Promise((done) => {
    const sent = request(
      { host: '127.0.0.1', port, agent, method: 'POST', path: '/auth/refresh' },
      (response) => {
        response.resume().on('end', () => done({ refused: false, error: null }));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) =>
      done({ refused: error.code === 'ECONNREFUSED', error }),
    );
    sent.end();
  });
}
