import { describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { allowsOrigin } from './extension-origins.ts';
import { type Environment, loadConfig } from './load-config.ts';
import { settings } from './settings.ts';

describe('loadConfig', () => {
  test('has a default for every setting', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      port: 8787,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8787',
      storage: 'sqlite:.data/latchkey.db',
      dataFolder: '.data',
      signingKeys: null,
      accessTtl: 300_000,
      idleTtl: 15 * 86_400_000,
      sessionTtl: 90 * 86_400_000,
      extensionOrigins: ['chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio'],
      signup: 'open',
      challengeCost: 25_000,
      rateLimitScale: 1,
      logLevel: 'info',
    });
    expect(config.trustedProxy.check('127.0.0.1')).toBe(false);
    expect(Object.keys(config).sort()).toEqual(Object.keys(settings).sort());
  });

  test('derives the public URL from the port, and the data folder from the database', () => {
    const config = loadConfig({ PORT: '9000', LATCHKEY_STORAGE: 'sqlite:/var/lib/latchkey/main.db' });
    expect(config.publicUrl).toBe('http://localhost:9000');
    expect(config.dataFolder).toBe('/var/lib/latchkey');
    expect(loadConfig({ LATCHKEY_STORAGE: 'redis://127.0.0.1:6379/0' }).dataFolder).toBe('.data');
  });

  test.each([
    ['300', 300_000],
    ['2s', 2_000],
    ['5m', 300_000],
  ])('reads the duration %s', (text, span) => {
    expect(loadConfig({ LATCHKEY_ACCESS_TTL: text }).accessTtl).toBe(span);
  });

  test('takes an empty value as not set', () => {
    expect(loadConfig({ PORT: '', LATCHKEY_TRUSTED_PROXY: '' }).port).toBe(8787);
  });

  test('believes addresses and networks of the trusted proxy only', () => {
    const { trustedProxy } = loadConfig({ LATCHKEY_TRUSTED_PROXY: '127.0.0.1, 10.0.0.0/8,2001:db8::/32' });
    expect(trustedProxy.check('10.9.8.7')).toBe(true);
    expect(trustedProxy.check('2001:db8::7', 'ipv6')).toBe(true);
    expect(trustedProxy.check('192.168.0.1')).toBe(false);
  });

  test('reads a key set of the environment', () => {
    const keys = [{ kid: 'a', kty: 'OKP', x: 'AA' }];
    expect(loadConfig({ LATCHKEY_SIGNING_KEYS: JSON.stringify({ keys }) }).signingKeys).toEqual({ keys });
  });

  test.each<[string, string]>([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['HOST', 'a b'],
    ['LATCHKEY_PUBLIC_URL', 'example.org'],
    ['LATCHKEY_PUBLIC_URL', 'http://example.org'],
    ['LATCHKEY_PUBLIC_URL', 'https://example.org/a b'],
    ['LATCHKEY_PUBLIC_URL', 'https://example.org/a;Domain=org'],
    ['LATCHKEY_PUBLIC_URL', 'https://example.org/app?x'],
    ['LATCHKEY_PUBLIC_URL', 'ftp://localhost'],
    ['LATCHKEY_STORAGE', 'mongodb://localhost'],
    ['LATCHKEY_STORAGE', 'sqlite:'],
    ['LATCHKEY_STORAGE', 'redis:localhost'],
    ['LATCHKEY_ACCESS_TTL', '301'],
    ['LATCHKEY_ACCESS_TTL', '6m'],
    ['LATCHKEY_ACCESS_TTL', '0'],
    ['LATCHKEY_ACCESS_TTL', '-5'],
    ['LATCHKEY_ACCESS_TTL', '5 minutes'],
    ['LATCHKEY_IDLE_TTL', '401d'],
    ['LATCHKEY_SESSION_TTL', '1y'],
    ['LATCHKEY_EXTENSION_ORIGINS', 'https://example.org'],
    ['LATCHKEY_EXTENSION_ORIGINS', 'chrome-extension://*'],
    ['LATCHKEY_EXTENSION_ORIGINS', ','],
    ['LATCHKEY_SIGNUP', 'yes'],
    ['LATCHKEY_CHALLENGE_COST', '0'],
    ['LATCHKEY_CHALLENGE_COST', '1e5'],
    ['LATCHKEY_TRUSTED_PROXY', 'proxy.internal'],
    ['LATCHKEY_TRUSTED_PROXY', '10.0.0.0/33'],
    ['LATCHKEY_RATE_LIMIT_SCALE', '0'],
    ['LATCHKEY_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s in words that name both and what is accepted', (key, value) => {
    const refusal = refusalOf({ [key]: value });
    expect(refusal.problems).toEqual([{ key, value, accepted: expect.stringContaining('accepted') }]);
    expect(refusal.message).toMatch(`${key}=${value} is refused: `);
  });

  test('names every problem at once, one a line', () => {
    expect(refusalOf({ PORT: 'x', LATCHKEY_SIGNUP: 'x' }).message.split('\n')).toHaveLength(2);
  });

  test('refuses a misspelt key and suggests the nearest', () => {
    expect(refusalOf({ LATCHKEY_ACESS_TTL: '5m' }).message).toContain('did you mean LATCHKEY_ACCESS_TTL?');
    expect(refusalOf({ LATCHKEY_WHATEVER_ELSE: '1' }).message).toContain('there are PORT, HOST');
  });

  test('lets the keys of the tools and of the tests pass', () => {
    const tools = {
      LATCHKEY_EXTENSION_OUT: 'x',
      LATCHKEY_CHROMIUM: '/usr/bin/chromium',
      LATCHKEY_TEST_RUNS: '9',
    };
    expect(() => loadConfig({ ...tools, PATH: '/bin' })).not.toThrow();
  });

  test('shows no secret', () => {
    expect(refusalOf({ LATCHKEY_SIGNING_KEYS: 'hush' }).message).not.toContain('hush');
    const storage = refusalOf({ LATCHKEY_STORAGE: 'mongodb://me:hush@localhost' });
    expect(storage.message).toContain('mongodb://…@localhost');
  });
});

describe('allowsOrigin', () => {
  const id = 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio';
  const firefox = 'moz-extension://11111111-2222-3333-4444-555555555555';

  test('allows what is listed, and any Firefox installation only where that is listed', () => {
    expect(allowsOrigin([id], id)).toBe(true);
    expect(allowsOrigin([id], firefox)).toBe(false);
    expect(allowsOrigin([id, 'moz-extension://*'], firefox)).toBe(true);
    expect(allowsOrigin([id, 'moz-extension://*'], 'moz-extension://*')).toBe(false);
    expect(allowsOrigin([id, 'moz-extension://*'], 'https://example.org')).toBe(false);
  });
});

function refusalOf(environment: Environment): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
