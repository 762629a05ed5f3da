import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signInBrowserAt } from 'latchkey-server/testing';
import { afterAll, test as base, expect } from 'vitest';
import { ada } from '../server/testing/accounts.ts';
import { Command } from '../server/testing/command.ts';
import { freePort } from '../server/testing/free-port.ts';
import { OtherDevice } from '../server/testing/other-device.ts';
import { until } from '../server/testing/until.ts';
import { checkTypes } from '../tools/pack/check-types.ts';
import { installExample } from '../tools/pack/install.ts';
import { lintAddOn } from '../tools/pack/lint-add-on.ts';
import { packLibraries } from '../tools/pack/pack.ts';
import { zipWithKey } from '../tools/pack/zip-with-key.ts';

const installed = await mkdtemp(join(tmpdir(), 'latchkey-installed-'));
afterAll(() => rm(installed, { recursive: true, force: true }));
const packed = await packLibraries(join(installed, 'packages'));
const [ownServer, ownExtension, ownWxt] = await Promise.all([
  installExample('own-server', packed, join(installed, 'own-server')),
  installExample('own-extension', packed, join(installed, 'own-extension')),
  installExample('wxt', packed, join(installed, 'wxt')),
]);
await ownServer.script('build');

/** Runs one of the README's servers, as it was built, on a free port and with storage of its own. */
const test = base.extend('run', ({ onTestFinished }) => async (example: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-example-'));
  const url = `http://localhost:${await freePort()}`;
  const command = new Command(
    process.execPath,
    [join(ownServer.folder, 'dist', example.replace(/ts$/, 'js'))],
    {
      PORT: new URL(url).port,
      LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}`,
      LATCHKEY_CHALLENGE_COST: '10',
    },
  );
  onTestFinished(async () => {
    await command.interrupt();
    await rm(folder, { recursive: true, force: true });
  });
  await until(`${example} answers`, async () => {
    const response = await fetch(`${url}/.well-known/jwks.json`).catch(() => undefined);
    return response?.ok === true;
  });
  return { url };
});

test('a Hono app of somebody else mounts the server, and guards a route of its own with it', async ({
  run,
}) => {
  const server = await run('mount.ts');
  const stranger = await fetch(`${server.url}/api/orders`);
  expect(stranger.status).toBe(401);
  expect(stranger.headers.get('WWW-Authenticate')).toBe('Bearer realm="latchkey"');
  expect(await stranger.json()).toMatchObject({ code: 'invalid_token' });

  const device = await OtherDevice.register(server, ada);
  const response = await device.get('/api/orders');
  expect(await response.json()).toEqual({ orders: [], of: ada.username });
  await device.signOut();
  expect((await device.get('/api/orders')).status).toBe(401);
});

test('an app that there is gets a guarded route for its own users by five lines at most', async ({ run }) => {
  const lines = async (name: string) => (await readFile(join(ownServer.folder, name), 'utf8')).split('\n');
  const before = await lines('existing.ts');
  const changed = (await lines('guarded.ts')).filter((line) => !before.includes(line));
  expect(changed.length).toBeLessThanOrEqual(5);

  const server = await run('guarded.ts');
  const page = await fetch(server.url);
  expect([page.status, page.headers.get('Content-Security-Policy')]).toEqual([200, null]);
  expect((await fetch(`${server.url}/api/orders`)).status).toBe(401);
  const device = await OtherDevice.signIn(server, { username: 'ada@example.com', password: '271828' });
  expect(await (await device.get('/api/orders')).json()).toMatchObject([{ item: 'a difference engine' }]);
  await device.signOut();
  expect((await device.get('/api/orders')).status).toBe(401);
});

test('a login of one’s own takes the place of passwords, and the routes of accounts are gone', async ({
  run,
}) => {
  const server = await run('own-login.ts');
  const device = await OtherDevice.signIn(server, { username: 'ada', password: '271828' });
  expect(await (await device.get('/api/me')).json()).toEqual({ id: '7', username: 'ada' });
  await expect(OtherDevice.signIn(server, { username: 'ada', password: '314159' })).rejects.toThrow(
    'invalid_credentials',
  );
  await expect(OtherDevice.register(server, ada)).rejects.toThrow('not_found');
});

test('providers beside the passwords are offered, in this order', async ({ run }) => {
  const server = await run('providers.ts');
  const { ways } = await (await fetch(`${server.url}/auth/ways`)).json();
  expect(ways).toEqual([
    { id: 'password', kind: 'password', name: '' },
    { id: 'google', kind: 'redirect', name: 'Google' },
    { id: 'github', kind: 'redirect', name: 'GitHub' },
  ]);
});

test('a provider without discovery is the only way in, and is asked when somebody comes', async ({ run }) => {
  const server = await run('oauth2.ts');
  const { ways } = await (await fetch(`${server.url}/auth/ways`)).json();
  expect(ways).toEqual([{ id: 'acme', kind: 'redirect', name: 'Acme' }]);
});

test('who is signed in to the website connects the extension by one click, and both are signed out at once', async ({
  run,
}) => {
  const { url } = await run('website.ts');
  const { client, visitor, begin, claim } = await signInBrowserAt(url);
  const flow = await begin('website');
  const stranger = await visitor.open(flow.url);
  expect(stranger.text).toContain('You are not signed in at Example in this browser');
  const site = await visitor.submit(await visitor.open('/'), '/login', {
    name: 'ada',
    password: 'correct horse battery',
  });
  expect(site.text).toContain('You are ada.');

  const asked = await visitor.open(`${flow.url}/with/website`);
  expect(asked.text).toContain('Example says that you are ada.');
  expect((await claim(flow)).status).toBe(400);
  expect((await visitor.submit(asked, '/approve')).text).toContain('You are signed in');
  const { user } = await (await claim(flow)).json();
  expect(user).toEqual({ id: 'site-ada', username: 'ada' });
  expect((await client.refresh()).status).toBe(200);

  await visitor.submit(await visitor.open('/'), '/logout');
  expect((await client.refresh()).status).toBe(401);
});

test.for(['bundler', 'nodenext'] as const)(
  'under %s and the strictest settings their types hold',
  async (resolution) => {
    expect(await checkTypes(ownServer, resolution)).toEqual([]);
    expect(await checkTypes(ownExtension, resolution)).toEqual([]);
  },
);

test('an extension of WXT has its id in every folder, and a zip that a store takes', async () => {
  const { made, unpacked, zipped } = await zipWithKey(ownWxt);
  expect(made).not.toBe('');
  expect({ unpacked, zipped }).toEqual({ unpacked: made, zipped: undefined });
});

test('an extension of WXT for Firefox is one that Mozilla’s linter finds nothing in', async () => {
  await ownWxt.program('wxt', ['build', '--browser', 'firefox']);
  expect(await lintAddOn(join(ownWxt.folder, '.output/firefox-mv2'))).toEqual([]);
});

test('an extension that takes the library in gets few packages by it', () => {
  expect(ownExtension.broughtBy('latchkey')).toEqual(['altcha-lib', 'ky', 'valibot']);
});
