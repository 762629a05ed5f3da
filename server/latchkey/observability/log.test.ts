import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Problem } from '../errors/problem.ts';
import { createAudit } from './audit.ts';
import { createLog } from './log.ts';

function capture(level: 'silent' | 'error' | 'info' = 'info') {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { log: createLog(level, destination), text: () => text };
}

test('a line that somebody adds in a hurry shows no secret, three levels down', () => {
  const { log, text } = capture();
  const secrets = {
    authorization: 'hush',
    cookie: 'hush',
    password: 'hush',
    access_token: 'hush',
    'set-cookie': 'hush',
  };
  log.info(secrets, 'a');
  log.info({ headers: secrets }, 'b');
  log.info({ request: { headers: secrets } }, 'c');
  expect(text()).not.toContain('hush');
  expect(text().match(/\[redacted\]/g)).toHaveLength(15);
});

test('an error is logged with its words, its cause and where it came from, and nothing a driver hung on it', () => {
  const { log, text } = capture();
  const driver = Object.assign(new Error('WRONGTYPE'), {
    code: 'ERR',
    command: { name: 'set', args: ['session:1', '{"secret":"hush"}'] },
  });
  log.error({ err: new Problem('use_dpop_nonce', { cause: driver, nonce: 'hush' }) }, 'failed');
  const { err } = JSON.parse(text());
  expect(err).toMatchObject({
    name: 'Problem',
    code: 'use_dpop_nonce',
    cause: { code: 'ERR', message: 'WRONGTYPE' },
  });
  expect(err.stack).toContain('log.test.ts');
  expect(text()).not.toContain('hush');
});

test('a token or a password hash in an error’s words is taken out', () => {
  const { log, text } = capture();
  const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
  log.error({ err: new Error(`bad ${jwt} and $argon2id$v=19$m=1,t=1,p=1$c2FsdA$dGFn`) }, 'failed');
  expect(JSON.parse(text()).err.message).toBe('bad [token] and [password hash]');
});

test('audit lines are written at every level but silent', () => {
  const quiet = capture('error');
  createAudit(quiet.log)({ event: 'user-added', user: 'u1', by: 'operator' });
  expect(JSON.parse(quiet.text())).toMatchObject({ audit: true, msg: 'user-added', user: 'u1' });
  const silent = capture('silent');
  createAudit(silent.log)({ event: 'user-added', user: 'u1', by: 'operator' });
  expect(silent.text()).toBe('');
});

test('an error’s words are searched for tokens in linear time, whatever a client got into them', () => {
  const took = (message: string) => {
    const { log } = capture();
    const began = process.threadCpuUsage();
    log.error({ err: new Error('outer', { cause: new Error(message) }) }, 'failed');
    log.error({ err: new Error(message) }, 'failed');
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1000;
  };
  took('warmed up');
  const baseline = took('x'.repeat(100_000));
  for (const unit of ['eyJ', 'eyJ-', 'a', '-', '.', 'eyJ.', '$argon2id$'])
    expect([unit, took(unit.repeat(100_000 / unit.length))]).toEqual([
      unit,
      expect.toSatisfy((ms: number) => ms < 150 + 60 * baseline),
    ]);
});
