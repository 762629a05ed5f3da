import { describe, expect, test } from 'vitest';
import { redisSentinels } from './redis-sentinels.ts';

describe('a Redis that Sentinels watch', () => {
  test('is named by them', () => {
    expect(redisSentinels('redis+sentinel://one.internal,10.0.0.2:5000,[::1]:5001/main')).toEqual({
      sentinels: [
        { host: 'one.internal', port: 26379 },
        { host: '10.0.0.2', port: 5000 },
        { host: '::1', port: 5001 },
      ],
      name: 'main',
      db: 0,
      tls: false,
    });
  });

  test('has a user, passwords, a database and TLS where they are said', () => {
    expect(redisSentinels('rediss+sentinel://me:a%40b@one/main/3?sentinelPassword=c%26d')).toEqual({
      sentinels: [{ host: 'one', port: 26379 }],
      name: 'main',
      db: 3,
      tls: true,
      username: 'me',
      password: 'a@b',
      sentinelPassword: 'c&d',
    });
    expect(redisSentinels('redis+sentinel://:hush@one/main')).toMatchObject({ password: 'hush' });
  });

  test.each([
    'redis://one/main',
    'redis+sentinel://one',
    'redis+sentinel://one/',
    'redis+sentinel:///main',
    'redis+sentinel://one,,two/main',
    'redis+sentinel://one:0/main',
    'redis+sentinel://one:65536/main',
    'redis+sentinel://one:port/main',
    'redis+sentinel://one/main/db',
    'redis+sentinel://:%zz@one/main',
    'redis+sentinel://one/main?master=main',
  ])('is not read from %s', (text) => {
    expect(redisSentinels(text)).toBe(null);
  });
});
