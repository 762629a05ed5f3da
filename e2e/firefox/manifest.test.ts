import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { extensionId } from '../harness/firefox/extension-identity.ts';
import { slot } from '../harness/slot.ts';

const manifest = async () =>
  JSON.parse(await readFile(join(slot().extensionFolder, 'manifest.json'), 'utf8'));

test('the manifest is one of Firefox: version 3 with an event page', async () => {
  expect(await manifest()).toMatchObject({ manifest_version: 3, background: { scripts: ['background.js'] } });
  expect(await manifest()).not.toHaveProperty('background.service_worker');
  expect(await manifest()).not.toHaveProperty('key');
});

test('the manifest keeps the extension out of private windows', async () => {
  expect(await manifest()).toHaveProperty('incognito', 'not_allowed');
});

test('the manifest says who it is, since when it runs, and what it sends to the server', async () => {
  expect((await manifest()).browser_specific_settings.gecko).toEqual({
    id: extensionId,
    strict_min_version: '140.0',
    data_collection_permissions: { required: ['authenticationInfo', 'browsingActivity', 'websiteContent'] },
  });
});

test('the manifest asks for one host, without the port that Firefox would refuse', async () => {
  expect(await manifest()).toMatchObject({ host_permissions: ['http://localhost/*'] });
  expect(await manifest()).not.toHaveProperty('externally_connectable');
});
