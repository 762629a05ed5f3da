import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { isFromThisMachine } from './private-network.ts';

const app = new Hono().get('/', (c) => c.text(String(isFromThisMachine(c))));
const asked = async (address: string, headers: Record<string, string> = {}) =>
  (await app.request('/', { headers }, { incoming: { socket: { remoteAddress: address } } })).text();

test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', async (address) => {
  expect(await asked(address)).toBe('true');
});

test.each(['192.168.1.7', '10.0.0.1', '::ffff:10.0.0.1', '2001:db8::127.0.0.1', 'fe80::1'])(
  '%s is not',
  async (address) => {
    expect(await asked(address)).toBe('false');
  },
);

test.each(['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])(
  'what a proxy of this machine passes on with %s is not of this machine',
  async (name) => {
    expect(await asked('127.0.0.1', { [name]: '127.0.0.1' })).toBe('false');
  },
);
