import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aSession } from '../session/testing/a-session.ts';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { type Millis, millis, systemClock } from '../time/time.ts';
import { createAccessTokens } from './access-token.ts';
import { keyFilePath, readKeyFile, replaceKeyFile } from './key-file.ts';
import { type KeySet, maxLifetimes, parseKeySet, replaced, rotated, toJwks } from './key-set.ts';
import { newKeySet, newSigningKeyOf } from './new-keys.ts';
import { type OpenKeys, openKeys } from './open-keys.ts';
import { createRefreshTokens } from './refresh-token.ts';
import { createScopes } from './scope.ts';

const DAY = 86_400_000;
const longest = maxLifetimes(millis(90 * DAY));
const issuer = 'http://localhost:8787';

describe('the keys of a running server', () => {
  let folder: string;
  let store: Store;
  let now: Millis;
  let opened: OpenKeys[];
  let refused: unknown[];
  const clock = () => now;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
    now = millis(Date.now());
    opened = [];
    refused = [];
    ({ store } = await openStorage('memory:', { clock: systemClock, monotonic: () => performance.now() }));
  });
  afterEach(async () => {
    for (const { close } of opened) close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(at = folder) {
    const onRefused = (cause: unknown) => void refused.push(cause);
    const one = await openKeys({ given: null, folder: at, store, clock, longest, onRefused });
    opened.push(one);
    return one.keys;
  }
  const stored = async () => JSON.parse(await readFile(keyFilePath(folder), 'utf8'));
  async function rotate(): Promise<void> {
    const before = parseKeySet(await stored());
    await replaceKeyFile(folder, rotated(before, newSigningKeyOf(before.secret), longest, now));
  }

  test('are not made anew for a storage that has sessions signed with others', async () => {
    await start();
    const elsewhere = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
    await expect(start(elsewhere)).rejects.toThrow('put the file back');
    await expect(readFile(keyFilePath(elsewhere))).rejects.toThrow('ENOENT');
    await rm(elsewhere, { recursive: true });
  });

  test('stay those it has when the file is replaced by others', async () => {
    const keys = await start();
    const { kid } = keys.current('refresh');
    await replaceKeyFile(folder, newKeySet(now));
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(keys.current('refresh').kid).toBe(kid);
  });

  describe('that have leaked', () => {
    const replaceLeaked = async () =>
      replaceKeyFile(folder, replaced(await readKeyFile(folder), newKeySet(now)));

    test('are replaced in running servers, every one of them, and what was derived from them as well', async () => {
      const keys = await start();
      const before = toJwks(parseKeySet(await stored())).keys.map(({ kid }) => kid);
      const session = aSession({ absoluteUntil: millis(now + DAY) });
      const refresh = createRefreshTokens({ keys, issuer, clock });
      const [cookie, secret] = [refresh.issue(session), keys.secret('challenge')];
      await replaceLeaked();
      await replaceLeaked();
      await keys.reload();
      for (const kid of before) {
        expect([keys.find('access', kid), keys.find('refresh', kid)]).toEqual([undefined, undefined]);
        expect(keys.jwks().keys.map((key) => key.kid)).not.toContain(kid);
      }
      expect(await refresh.verify(cookie)).toEqual({ type: 'invalid' });
      expect(await refresh.verify(refresh.issue(session))).toMatchObject({ type: 'valid' });
      expect(keys.secret('challenge')).not.toEqual(secret);
    });

    test('start no server once one has the new ones, whoever kept a copy', async () => {
      await start();
      const copy = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
      await replaceKeyFile(copy, parseKeySet(await stored()));
      await replaceLeaked();
      await start(copy);
      await start();
      await start();
      await expect(start(copy)).rejects.toThrow('signed with other keys');
      await rm(copy, { recursive: true });
    });
  });

  describe('that another server has rotated', () => {
    /** A server that nobody tells of a change, and a token made with a key of which it does not know. */
    async function leftBehind() {
      const behind = await start();
      opened[0]?.close();
      await rotate();
      await rotate();
      const ahead = createRefreshTokens({ keys: await start(), issuer, clock });
      const token = ahead.issue(aSession({ absoluteUntil: millis(now + DAY) }));
      expect(behind.find('refresh', String(decodeProtectedHeader(token).kid))).toBeUndefined();
      return { token, tokens: createRefreshTokens({ keys: behind, issuer, clock }) };
    }

    test('are looked up once more, for all who come meanwhile', async () => {
      const { token, tokens } = await leftBehind();
      const verdicts = await Promise.all([tokens.verify(token), tokens.verify(token), tokens.verify(token)]);
      for (const verdict of verdicts) expect(verdict).toMatchObject({ type: 'valid', claims: { gen: 5 } });
    });

    test('are looked up as often as they rotate', async () => {
      const { token, tokens } = await leftBehind();
      expect(await tokens.verify(token)).toMatchObject({ type: 'valid', claims: { gen: 5 } });
      await rotate();
      await rotate();
      const ahead = createRefreshTokens({ keys: await start(), issuer, clock });
      const newer = ahead.issue(aSession({ absoluteUntil: millis(now + DAY) }));
      expect(await tokens.verify(newer)).toMatchObject({ type: 'valid', claims: { gen: 5 } });
    });

    test('are looked up for a token that came while an older file was being read', async () => {
      const { token, tokens } = await leftBehind();
      const older = tokens.verify(token);
      await rotate();
      await rotate();
      const ahead = createRefreshTokens({ keys: await start(), issuer, clock });
      const newer = tokens.verify(ahead.issue(aSession({ absoluteUntil: millis(now + DAY) })));
      expect(await Promise.all([older, newer])).toMatchObject(
        Array(2).fill({ type: 'valid', claims: { gen: 5 } }),
      );
    });

    test('are no reason to refuse anybody for good while they can not be read', async () => {
      const { token, tokens } = await leftBehind();
      const away = `${keyFilePath(folder)}.away`;
      await rename(keyFilePath(folder), away);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'storage_unavailable' });
      }
      await rename(away, keyFilePath(folder));
      expect(await tokens.verify(token)).toMatchObject({ type: 'valid', claims: { gen: 5 } });
    });
  });

  test('that are retired verify for as long as what they have signed can be valid, and no longer', async () => {
    const keys = await start();
    const session = aSession({ idleUntil: millis(now + DAY), absoluteUntil: millis(now + 90 * DAY) });
    const refresh = createRefreshTokens({ keys, issuer, clock });
    const access = createAccessTokens({
      keys,
      issuer,
      clock,
      random: () => 'r',
      ttlMs: millis(300_000),
      scopes: createScopes([]),
    });
    const [cookie, token] = [refresh.issue(session), access.issue(session, ['profile']).token];
    const kid = String(decodeProtectedHeader(token).kid);
    await rotate();
    await keys.reload();
    expect(keys.find('access', kid)).toBeDefined();
    expect(access.verify(token)).toMatchObject({ sid: session.sid });

    now = millis(now + 300_000);
    expect(keys.find('access', kid)).toBeUndefined();
    expect(keys.jwks().keys.map((key) => key.kid)).not.toContain(kid);
    now = millis(now + 89 * DAY);
    expect(await refresh.verify(cookie)).toMatchObject({ type: 'valid', claims: { sid: session.sid } });
  });

  test('are refused when the secret that the others are derived from could be guessed', () => {
    const { keys } = toJwks(newKeySet(now));
    const guessable = keys.map((key) => (key.role === 'secret' ? { ...key, k: 'A' } : key));
    expect(() => parseKeySet({ keys: guessable })).toThrow('a secret needs 32 bytes');
  });

  test('from when refresh tokens had a pair of keys go on, and the next rotation brings a secret', async () => {
    const old = newKeySet(now);
    const asPair = (key: KeySet['signing'][number]): KeySet['signing'][number] =>
      key.role === 'refresh'
        ? ({ ...newSigningKeyOf(old.secret)('access', key.state, now), role: 'refresh' } as never)
        : key;
    const before: KeySet = { ...old, signing: old.signing.map(asPair) };
    await writeFile(keyFilePath(folder), JSON.stringify(toJwks(before)), { mode: 0o600 });

    const keys = await start();
    const refresh = createRefreshTokens({ keys, issuer, clock });
    const session = aSession({ absoluteUntil: millis(now + DAY) });
    const cookie = refresh.issue(session);
    expect(decodeProtectedHeader(cookie).alg).toBe('EdDSA');
    await rotate();
    await rotate();
    await keys.reload();
    expect(decodeProtectedHeader(refresh.issue(session)).alg).toBe('HS256');
    expect(await refresh.verify(cookie)).toMatchObject({ type: 'valid', claims: { sid: session.sid } });
  });
});
