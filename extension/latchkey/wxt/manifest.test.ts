import { expect, test } from 'vitest';
import { completeManifest, type Manifest, type ManifestNeeds } from './manifest.ts';

const needs: ManifestNeeds = {
  servers: [new URL('https://api.example.com:8443/latchkey')],
  hostPermission: 'required',
  browser: 'chrome',
  manifestVersion: 3,
};

function complete(manifest: Manifest, more: Partial<ManifestNeeds> = {}) {
  const warnings = completeManifest(manifest, { ...needs, ...more });
  return { manifest, warnings };
}

test('an empty manifest gets the permissions, the host without its port, and the oldest Chrome', () => {
  expect(complete({})).toEqual({
    manifest: {
      permissions: ['storage', 'unlimitedStorage', 'alarms'],
      host_permissions: ['https://api.example.com/*'],
      minimum_chrome_version: '120',
    },
    warnings: [],
  });
});

test('what is there stays, and nothing is there twice', () => {
  const { manifest } = complete(
    {
      permissions: ['alarms', 'tabs'],
      host_permissions: ['https://api.example.com/*', 'https://other.example/*'],
      minimum_chrome_version: '140',
      key: 'own',
    },
    { key: 'made' },
  );
  expect(manifest).toEqual({
    permissions: ['alarms', 'tabs', 'storage', 'unlimitedStorage'],
    host_permissions: ['https://api.example.com/*', 'https://other.example/*'],
    minimum_chrome_version: '140',
    key: 'own',
  });
});

test.each<[number, keyof Manifest]>([
  [3, 'optional_host_permissions'],
  [2, 'optional_permissions'],
])('a host that is asked for later stands in Manifest V%i among the %s', (manifestVersion, list) => {
  const { manifest } = complete(
    {},
    { hostPermission: 'optional', manifestVersion: manifestVersion as 2 | 3 },
  );
  expect(manifest[list]).toEqual(['https://api.example.com/*']);
  expect(manifest.host_permissions).toBeUndefined();
});

test('a key is for Chromium alone', () => {
  expect(complete({}, { key: 'k' }).manifest.key).toBe('k');
  expect(complete({}, { key: 'k', browser: 'firefox' }).manifest).not.toHaveProperty('key');
});

test('Firefox is told that a sign-in goes to the server, where anything is said at all', () => {
  const gecko = (required?: string[]) => ({
    browser_specific_settings: {
      gecko: { id: 'a@b.example', ...(required && { data_collection_permissions: { required } }) },
    },
  });
  const firefox = { browser: 'firefox' };
  expect(complete(gecko(['none']), firefox).manifest).toMatchObject(gecko(['authenticationInfo']));
  expect(complete(gecko(['websiteContent']), firefox).manifest).toMatchObject(
    gecko(['websiteContent', 'authenticationInfo']),
  );
  expect(complete(gecko(), firefox).manifest).toMatchObject(gecko());
});

test.each<[string, Manifest, Partial<ManifestNeeds>]>([
  ['gecko.id', {}, { browser: 'firefox' }],
  ['minimum_chrome_version is 110', { minimum_chrome_version: '110' }, {}],
  [
    'connect-src',
    { content_security_policy: { extension_pages: "script-src 'self'; connect-src 'self'" } },
    {},
  ],
  ['connect-src', { content_security_policy: "default-src 'self'" }, {}],
])('a person is told of %s', (told, manifest, more) => {
  expect(complete(manifest, more).warnings).toEqual([expect.stringContaining(told)]);
});

test.each([
  "script-src 'self'",
  "connect-src 'self' https://api.example.com:8443",
  "default-src 'none'; connect-src https:",
])('the policy %s lets the server be reached', (extension_pages) => {
  expect(complete({ content_security_policy: { extension_pages } }).warnings).toEqual([]);
});
