import { execFile, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startRedis, TestClient } from 'latchkey-server/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Command } from '../server/testing/command.ts';
import { freePort } from '../server/testing/free-port.ts';
import { Server } from '../server/testing/server.ts';
import { until } from '../server/testing/until.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(join(import.meta.dirname, 'deploy', name), 'utf8');

const missing = (...commands: string[]) =>
  commands.find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-deploy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const needed = missing('nginx', 'openssl', 'redis-server');
describe.skipIf(needed)(needed ? `${needed} is not here` : 'two servers behind nginx with https', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let servers: readonly Server[];
  let proxy: ReturnType<typeof spawn>;
  let url: string;

  beforeAll(async () => {
    const [first, second, httpPort, httpsPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    url = `https://localhost:${httpsPort}`;
    redis = await startRedis();
    const settings = {
      LATCHKEY_PUBLIC_URL: url,
      LATCHKEY_TRUSTED_PROXY: '127.0.0.1',
      LATCHKEY_STORAGE: redis.url,
      LATCHKEY_DATA: join(folder, 'keys'),
      LATCHKEY_LOG_LEVEL: 'info',
    };
    servers = [await Server.create(first, settings), await Server.create(second, settings)];
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await run('openssl', ['req', '-x509', ...made, ...subject, '-keyout', key, '-out', certificate]);
    // What only this machine has another of; all the rest is as it stands there.
    const site = read('nginx.conf')
      .replace('127.0.0.1:8787', `127.0.0.1:${first}`)
      .replace('# server 127.0.0.1:8788', `server 127.0.0.1:${second}`)
      .replace('listen 80;', `listen 127.0.0.1:${httpPort};`)
      .replace('listen 443 ssl', `listen 127.0.0.1:${httpsPort} ssl`)
      .replaceAll('server_name latchkey.example', 'server_name localhost')
      .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`);
    await writeFile(join(folder, 'site.conf'), site);
    await writeFile(
      join(folder, 'nginx.conf'),
      `pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {} http { access_log off; include site.conf; }`,
    );
    proxy = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
      stdio: 'inherit',
    });
    // Its certificate is its own.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await until('nginx answers', async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    const ended = new Promise((done) => proxy.once('exit', done));
    proxy.kill('SIGTERM');
    await ended;
    for (const server of servers) await server.discard();
    await redis.stop();
  });

  const client = () => TestClient.create(url, (path, init) => fetch(url + path, init));

  test('a person registers, refreshes and is signed out', async () => {
    const ada = await client();
    const registered = await ada.register('ada', 'correct horse battery');
    expect(registered.status).toBe(201);
    expect(registered.headers.get('set-cookie')).toMatch(/^__Secure-rt-.*; Secure; SameSite=Strict/);
    expect(registered.headers.get('strict-transport-security')).toMatch(/max-age/);
    const refreshed = await ada.refresh();
    expect(refreshed.status).toBe(200);
    const { access_token: token } = await refreshed.json();
    expect((await ada.call('/api/me', { method: 'GET', token })).status).toBe(200);
    expect((await ada.call('/auth/logout', { json: {}, token })).status).toBe(204);
    expect((await ada.call('/api/me', { method: 'GET', token })).status).toBe(401);
  });

  test('a rolling restart is noticed by nobody', async () => {
    const bob = await client();
    let { access_token: token } = await bob.signedUp('bob');
    const read: number[] = [];
    const refreshed: number[] = [];
    let going = true;
    const reading = (async () => {
      while (going) read.push((await bob.call('/api/me', { method: 'GET', token })).status);
    })();
    const refreshing = (async () => {
      while (going) {
        const response = await bob.refresh();
        refreshed.push(response.status);
        if (response.ok) ({ access_token: token } = await response.json());
      }
    })();
    for (const server of servers) {
      const [before, after] = [read.length, refreshed.length];
      await until('both are under way', () => read.length > before + 20 && refreshed.length > after + 10);
      await server.stop();
      await server.start();
    }
    going = false;
    await Promise.all([reading, refreshing]);
    expect(new Set(read)).toEqual(new Set([200]));
    // A POST is not for a second server: one that was under way on a connection that just closed is sent again.
    expect([...new Set(refreshed)].filter((status) => ![200, 502, 503].includes(status))).toEqual([]);
    expect((await bob.refresh()).status).toBe(200);
  });

  test('another origin than the extension is refused', async () => {
    const evil = await client();
    const origin = `chrome-extension://${'a'.repeat(32)}`;
    expect((await evil.call('/auth/refresh', { json: {}, headers: { Origin: origin } })).status).toBe(403);
  });

  test('nobody writes their own address: the limits hold, whatever X-Forwarded-For says', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const headers = { 'X-Forwarded-For': `198.51.100.${n}`, 'X-Real-IP': `198.51.100.${n}` };
      statuses.push((await fetch(`${url}/auth/challenge`, { headers })).status);
    }
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(30);
    expect(statuses.at(-1)).toBe(429);
    for (const { output } of servers) expect(output).not.toContain('198.51.100.');
  });

  test('the figures stay inside', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    for (const server of servers) expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
  });

  test('the cookies of others do not keep anybody out', async () => {
    const cookie = Array.from({ length: 12 }, (_, n) => `other-${n}=${'x'.repeat(3_000)}`).join('; ');
    expect((await fetch(`${url}/auth/ways`, { headers: { Cookie: cookie } })).status).toBe(200);
  });

  test('a name that is not its own is refused', async () => {
    const status = await new Promise((answered) => {
      const headers = { Host: 'evil.example' };
      request(url, { headers, rejectUnauthorized: false }, (answer) => answered(answer.statusCode)).end();
    });
    expect(status).toBe(421);
  });
});

const verifier = missing('systemd-analyze');
describe.skipIf(verifier)(verifier ? `${verifier} is not here` : 'the unit of systemd', () => {
  test('is one that systemd takes, and keeps the server from nearly all', async () => {
    const unit = join(folder, 'latchkey.service');
    // The folder of an installation, and where Node is on this machine.
    const text = read('latchkey.service')
      .replaceAll('/opt/latchkey', repository)
      .replaceAll('/usr/bin/node', process.execPath);
    await writeFile(unit, text);
    const verified = await run('systemd-analyze', ['verify', '--man=no', unit]);
    expect(verified.stdout + verified.stderr).not.toContain('latchkey.service');
    const judged = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
    expect(Number(/level for \S+: ([\d.]+)/.exec(judged.stdout)?.[1])).toBeLessThan(2);
  });
});

/** Does by hand what building and starting an image would, in an empty folder in place of its root. */
describe('the steps of the container file', () => {
  test('lead to a server that is ready', async () => {
    const root = join(folder, 'image');
    const place = (path: string) => (path.startsWith('/') ? join(root, path) : join(root, 'app', path));
    const environment: Record<string, string> = {};
    let command: string[] = [];
    let check: string[] = [];
    await mkdir(place(''), { recursive: true });
    for (const line of read('Containerfile').split('\n')) {
      const [instruction = '', ...words] = line.split(' ');
      switch (instruction) {
        case 'COPY': {
          const [to = '', ...from] = [...words].reverse();
          for (const path of from) copy(path, from.length > 1 || to.endsWith('/') ? join(to, path) : to);
          break;
        }
        case 'RUN':
          // The account is the image's; the folders are this one's.
          await run(
            'sh',
            [
              '-c',
              words
                .join(' ')
                .replace(/-o node -g node /, '')
                .replaceAll(' /data', ` ${place('/data')}`),
            ],
            {
              cwd: place(''),
            },
          );
          break;
        case 'ENV':
          for (const word of words) {
            const [name = '', ...value] = word.split('=');
            environment[name] = value.join('=').replace('/data', place('/data'));
          }
          break;
        case 'HEALTHCHECK':
          check = JSON.parse(line.slice(line.indexOf('[')));
          break;
        case 'CMD':
          command = JSON.parse(words.join(' '));
      }
    }
    const port = String(await freePort());
    const [, ...script] = command;
    const server = new Command(process.execPath, script, { ...environment, PORT: port }, place(''));
    try {
      const [, ...health] = check;
      const env = { ...process.env, PORT: port };
      await until('the health check is content', () =>
        run(process.execPath, health, { env }).then(
          () => true,
          () => false,
        ),
      );
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      expect(existsSync(join(place('/data'), 'latchkey.db'))).toBe(true);
      for (const tool of ['vitest', 'wxt', 'vite']) {
        expect([tool, existsSync(join(place('node_modules'), tool))]).toEqual([tool, false]);
      }
    } finally {
      await server.interrupt();
    }

    /** What `.dockerignore` lets into the image, of what a clone has. */
    function copy(path: string, to: string): void {
      const ignored = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n');
      expect(ignored).toContain(path.startsWith('server/') ? '!server' : `!${path}`);
      if (path !== 'server') {
        cpFile(path, to);
        return;
      }
      for (const file of globSync('server/**/*', { cwd: repository, withFileTypes: true })) {
        const relative = join(file.parentPath, file.name).slice(repository.length + 1);
        const left = !file.isFile() || /node_modules|\.test\.ts$|\.data/.test(relative);
        if (!left) cpFile(relative, relative);
      }
    }

    function cpFile(path: string, to: string): void {
      cpSync(join(repository, path), join(place(dirname(to)), to.split('/').at(-1) ?? ''));
    }
  });
});
