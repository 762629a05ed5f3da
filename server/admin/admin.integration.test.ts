import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, userId } from 'latchkey-server';
import { type Accounts, type Operator, openOperator, type Sessions } from 'latchkey-server/operator';
import { thumbprint } from 'latchkey-server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAdmin } from './run.ts';

const script = new URL('../admin.ts', import.meta.url).pathname;

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the admin command', () => {
  let folder: string;
  let environment: Record<string, string>;
  /** What a server beside the command sees. */
  let beside: Operator;
  let sessions: Sessions;
  let accounts: Accounts;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-admin-'));
    environment = { LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}` };
    beside = openOperator(loadConfig(environment), { report: () => {} });
    ({ sessions, accounts } = await beside.storage());
  });
  afterAll(async () => {
    await beside.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function admin(
    args: readonly string[],
    input = '',
    more: Record<string, string> = {},
  ): Promise<Result> {
    const out: string[] = [];
    const err: string[] = [];
    const lines = input.split('\n');
    const code = await runAdmin(
      args,
      { ...environment, ...more },
      {
        answer: (text) => out.push(text),
        report: (text) => err.push(text),
        password: async () => lines.shift() ?? '',
        interactive: false,
      },
    );
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  const signIn = async (label: string) => {
    const user = await accounts.find('ada');
    if (user === null) throw new Error('no user');
    return sessions.start({ uid: user.id, username: user.username, jkt: thumbprint('k'), label });
  };

  test('adds a user, who can sign in with the password from standard input', async () => {
    const result = await admin(['add-user', 'Ada'], 'correct horse battery\n');
    expect(result).toMatchObject({ code: 0, out: 'Ada can sign in now.' });
    expect(await accounts.authenticate('ada', 'correct horse battery')).toMatchObject({ username: 'Ada' });
    expect(JSON.parse(result.err)).toMatchObject({ audit: true, msg: 'user-added' });
    expect(await admin(['add-user', 'ada'], 'correct horse battery\n')).toMatchObject({
      code: 1,
      err: 'This username is taken.',
    });
  });

  test('lists sessions, for people and for programs', async () => {
    expect((await admin(['list-sessions', 'ada'])).out).toBe('Ada is not signed in anywhere.');
    const { sid } = await signIn('laptop');
    const { out } = await admin(['list-sessions', 'ada']);
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toContain('laptop');
    const [session] = JSON.parse((await admin(['list-sessions', 'ada', '--json'])).out);
    expect(session).toMatchObject({ session: sid, device: 'laptop' });
  });

  test('ends one session, and then all of a user', async () => {
    const { sid } = await signIn('phone');
    await signIn('tablet');
    expect((await admin(['end-session', sid])).out).toBe('Sessions ended: 1.');
    expect((await sessions.read(sid))?.status).toBe('admin');
    expect((await admin(['end-session', sid])).out).toBe('Sessions ended: 0.');
    expect((await admin(['end-session', '--user', 'ADA'])).out).toMatch(/^Sessions ended: [1-9]\.$/);
    expect((await admin(['list-sessions', 'ada'])).out).toBe('Ada is not signed in anywhere.');
  });

  test('finds and ends the sessions of somebody whose account is kept elsewhere, by id', async () => {
    await sessions.start({
      uid: userId('staff-grace'),
      username: 'grace',
      jkt: thumbprint('k'),
      label: 'desk',
    });
    expect((await admin(['list-sessions', '--id', 'staff-grace'])).out).toContain('desk');
    expect((await admin(['end-session', '--id', 'staff-grace'])).out).toBe('Sessions ended: 1.');
    expect((await admin(['list-sessions', '--id', 'staff-grace'])).out).toBe(
      'staff-grace is not signed in anywhere.',
    );
    expect((await admin(['end-session', '--id', 'staff-grace', '--user', 'ada'])).code).not.toBe(0);
  });

  test.each(['-', '--'])('takes an id that begins with %s for what it is', async (dashes) => {
    const id = dashes.padEnd(22, 'a');
    expect((await admin(['end-session', id])).err).toContain(`There is no session ${id}.`);
    expect((await admin(['list-sessions', '--id', id])).err).not.toMatch(/option|ambiguous/);
  });

  test('sets a password and ends the sessions of the old one', async () => {
    const { sid } = await signIn('laptop');
    const result = await admin(['set-password', 'ada'], 'set by the operator\n');
    expect(result).toMatchObject({ code: 0, out: 'The password of Ada is set. Sessions ended: 1.' });
    expect((await sessions.read(sid))?.status).toBe('password');
    expect(await accounts.authenticate('ada', 'set by the operator')).toMatchObject({ username: 'Ada' });
  });

  test('removes a user, and the name is free', async () => {
    await admin(['add-user', 'Mary'], 'correct horse battery\n');
    const mary = await accounts.find('mary');
    if (mary === null) throw new Error('no user');
    const { sid } = await sessions.start({
      uid: mary.id,
      username: mary.username,
      jkt: thumbprint('k'),
      label: 'x',
    });
    const result = await admin(['remove-user', 'MARY']);
    expect(result).toMatchObject({ code: 0, out: 'Mary is removed. Sessions ended: 1.' });
    expect(result.err).toContain('account-removed');
    expect((await sessions.read(sid))?.status).toBe('admin');
    expect(await admin(['remove-user', 'mary'])).toMatchObject({ code: 1, err: 'There is no user mary.' });
    expect((await admin(['add-user', 'mary'], 'another fine password\n')).code).toBe(0);
  });

  test('makes no keys of its own where those of the sessions are lost, nor rotates others', async () => {
    const lost = await admin(['rotate-keys', '--force']);
    expect(lost).toMatchObject({ code: 1, err: expect.stringContaining('put the file back') });
    await expect(readFile(join(folder, 'keys.json'), 'utf8')).rejects.toThrow('ENOENT');

    expect((await admin(['adopt-keys'])).code).toBe(0);
    const elsewhere = await mkdtemp(join(tmpdir(), 'latchkey-admin-'));
    expect(
      (await admin(['adopt-keys'], '', { LATCHKEY_STORAGE: `sqlite:${join(elsewhere, 'other.db')}` })).code,
    ).toBe(0);
    const others = await admin(['rotate-keys', '--force'], '', { LATCHKEY_DATA: elsewhere });
    expect(others).toMatchObject({ code: 1, err: expect.stringContaining('signed with other keys') });
    await rm(elsewhere, { recursive: true, force: true });
  });

  test('goes on with new keys where the file is broken, and keeps what was in it', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'latchkey-admin-'));
    await writeFile(join(broken, 'keys.json'), '{"keys":', { mode: 0o600 });
    const more = { LATCHKEY_DATA: broken, LATCHKEY_STORAGE: `sqlite:${join(broken, 'other.db')}` };
    const { code, out } = await admin(['adopt-keys'], '', more);
    expect(code).toBe(0);
    const [, aside = ''] = /used is (\S+) now/.exec(out) ?? [];
    expect(await readFile(aside, 'utf8')).toBe('{"keys":');
    expect((await admin(['rotate-keys', '--force'], '', more)).code).toBe(0);
    await rm(broken, { recursive: true, force: true });
  });

  test('rotates the keys when the next one has been known for an hour, or when forced', async () => {
    const first = await admin(['rotate-keys']);
    expect(first).toMatchObject({
      code: 1,
      err: expect.stringContaining('Try again in 60 minutes, or add --force'),
    });
    const kids = async () => JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')).keys;
    const before = await kids();
    expect((await admin(['rotate-keys', '--force'])).code).toBe(0);
    const after = await kids();
    const state = (keys: { kid: string; state: string }[], kid: string) =>
      keys.find((one) => one.kid === kid)?.state;
    for (const { kid, state: was } of before) {
      if (was === 'next') expect(state(after, kid)).toBe('current');
      if (was === 'current') expect(state(after, kid)).toBe('retired');
    }
  });

  test('ends every session of everybody at once', async () => {
    const { sid } = await signIn('laptop');
    const grace = { uid: userId('staff-grace'), username: 'grace', jkt: thumbprint('k'), label: 'desk' };
    const { sid: other } = await sessions.start(grace);
    const result = await admin(['end-session', '--everybody']);
    expect(result).toMatchObject({ code: 0, out: expect.stringContaining('Every session has ended') });
    expect(JSON.parse(result.err)).toMatchObject({ audit: true, msg: 'all-sessions-ended' });
    for (const each of [sid, other]) {
      await expect.poll(async () => (await sessions.read(each))?.status).toBe('admin');
    }
    expect((await admin(['list-sessions', 'ada'])).out).toBe('Ada is not signed in anywhere.');
    expect((await admin(['end-session', '--everybody', '--user', 'ada'])).code).toBe(2);
    const { sid: later } = await signIn('laptop');
    expect((await sessions.read(later))?.status).toBe('active');
  });

  test('keeps none of the keys that have leaked, in the file and in what it prints', async () => {
    const kids = (text: string) => JSON.parse(text).keys.map(({ kid }: { kid: string }) => kid);
    const before = await readFile(join(folder, 'keys.json'), 'utf8');
    const { sid } = await signIn('laptop');
    const { code, out, err } = await admin(['rotate-keys', '--compromised']);
    expect([code, out]).toEqual([0, expect.stringContaining('every session has ended')]);
    expect(err).toContain('keys-replaced');
    await expect.poll(async () => (await sessions.read(sid))?.status).toBe('admin');
    const after = await readFile(join(folder, 'keys.json'), 'utf8');
    for (const kid of kids(after)) expect(kids(before)).not.toContain(kid);

    const printed = await admin(['rotate-keys', '--compromised'], '', { LATCHKEY_SIGNING_KEYS: after });
    for (const kid of kids(printed.out)) expect(kids(after)).not.toContain(kid);
    expect(await readFile(join(folder, 'keys.json'), 'utf8')).toBe(after);
    expect((await admin(['rotate-keys', '--force'])).code).toBe(0);
    const old = await admin(['rotate-keys', '--force'], '', { LATCHKEY_SIGNING_KEYS: before });
    expect(old).toMatchObject({ code: 1, err: expect.stringContaining('signed with other keys') });
  });

  test('prints rotated keys that belong in the environment, and writes nothing', async () => {
    const file = await readFile(join(folder, 'keys.json'), 'utf8');
    const keys = JSON.stringify(JSON.parse(file));
    const result = await admin(['rotate-keys', '--force'], '', { LATCHKEY_SIGNING_KEYS: keys });
    expect(JSON.parse(result.out).keys.length).toBeGreaterThan(4);
    expect(await readFile(join(folder, 'keys.json'), 'utf8')).toBe(file);
  });

  test.each([
    [[], /^Usage: npm run admin/],
    [['fly'], /^There is no command fly/],
    [['toString'], /^There is no command toString/],
    [['add-user'], /^Something is missing.\nUsage: npm run admin -- add-user USERNAME/],
    [['add-user', 'a b'], /^The username may have letters/],
    [['add-user', 'eve', 'a password'], /^"a password" is one word too many/],
    [['add-user', 'eve', '--password=x'], /^Unknown option '--password'/],
    [['end-session'], /^Name one session or one user/],
  ])('does not take %j, and says how it goes', async (args, message) => {
    const { code, out, err } = await admin(args);
    expect(code).toBe(2);
    expect(out + err).toMatch(message);
  });

  test.each([
    [['list-sessions', 'nobody'], {}, 'There is no user nobody.'],
    [['end-session', 'nothing'], {}, 'There is no session nothing.'],
    [
      ['list-sessions', 'ada'],
      { LATCHKEY_STORAGE: 'memory:' },
      /^LATCHKEY_STORAGE=memory: is inside the server process/,
    ],
    [['list-sessions', 'ada'], { LATCHKEY_STORAGE: 'redis://127.0.0.1:1' }, /can not be reached/],
    [['list-sessions', 'ada'], { PORT: 'x' }, /^PORT=x is refused/],
  ])('can not do %j with %j, and says why in one line', async (args, more, message) => {
    const { code, err } = await admin(args, '', more);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err.split('\n')).toHaveLength(1);
  });

  test('asks a person for a new password twice', async () => {
    const asked: string[] = [];
    const answers = ['a fine long password', 'a mistyped password'];
    const code = await runAdmin(['add-user', 'eve'], environment, {
      answer: () => {},
      report: () => {},
      password: async (prompt) => {
        asked.push(prompt);
        return answers.shift() ?? '';
      },
      interactive: true,
    });
    expect([code, asked]).toEqual([2, ['New password: ', 'Once more: ']]);
    expect(await accounts.find('eve')).toBeNull();
  });

  test('reads passwords from standard input and tells how it went by its exit code', async () => {
    const child = (args: readonly string[], input: string) =>
      spawnSync(process.execPath, [script, ...args], {
        env: { PATH: process.env.PATH, ...environment },
        input,
        encoding: 'utf8',
      });
    const added = child(['add-user', 'grace'], 'correct horse battery\n');
    expect([added.status, added.stdout]).toEqual([0, 'grace can sign in now.\n']);
    const nothing = child(['set-password', 'grace'], '');
    expect([nothing.status, nothing.stdout]).toEqual([2, '']);
    expect(nothing.stderr).toMatch(/^A password is needed on standard input/);
  });

  test('refuses a weak password', async () => {
    const result = await admin(['add-user', 'eve'], 'password123\n');
    expect(result).toMatchObject({ code: 1, err: 'This is one of the passwords that are tried first.' });
    expect((await admin(['add-user', 'eve'], 'short\n')).code).toBe(2);
    expect(await accounts.find('eve')).toBeNull();
  });
});
