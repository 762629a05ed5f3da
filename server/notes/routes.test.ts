import { Problem } from 'latchkey-server';
import { key, millis, systemClock } from 'latchkey-server/module';
import { countCalls, type TestApp, type TestClient, testApp } from 'latchkey-server/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { notes } from './module.ts';

const url = 'https://example.org/article?page=2';

describe('notes', () => {
  let app: TestApp;
  let client: TestClient;
  let token: string;
  let now: number;

  beforeEach(async () => {
    now = systemClock();
    app = await testApp({}, { modules: [notes], clock: () => millis(now) });
    client = await app.client();
    token = (await client.signedUp('ada')).access_token;
  });

  const add = (json: unknown, key?: string) =>
    client.call('/api/notes', {
      token,
      json,
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });
  const list = async (page?: string, as = token) => {
    const query = page === undefined ? '' : `?url=${encodeURIComponent(page)}`;
    return (await (await client.call(`/api/notes${query}`, { method: 'GET', token: as })).json()).notes;
  };

  test('are there again on the same page, whatever the fragment, and on no other', async () => {
    const response = await add({ url: `${url}#top`, text: 'ünï <b>bold</b>\n' });
    expect(response.status).toBe(201);
    const note = await response.json();
    expect(note).toEqual({
      id: expect.any(String),
      url,
      text: 'ünï <b>bold</b>\n',
      created_at: new Date(now).toISOString(),
    });
    expect(await list(`${url}#bottom`)).toEqual([note]);
    expect(await list('https://example.org/article')).toEqual([]);
    expect(await list()).toEqual([note]);
  });

  test('are listed the oldest first', async () => {
    for (const text of ['first', 'second', 'third']) {
      now += 1;
      await add({ url, text });
    }
    expect((await list(url)).map((note: { text: string }) => note.text)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  test('are seen and deleted by their owner alone', async () => {
    const { id } = await (await add({ url, text: 'mine' })).json();
    const eve = await app.client();
    const stranger = (await eve.signedUp('eve')).access_token;
    expect(await list(url, stranger)).toEqual([]);
    const refused = await client.call(`/api/notes/${id}`, { method: 'DELETE', token: stranger });
    expect([refused.status, (await refused.json()).code]).toEqual([404, 'not_found']);
    const deleted = await client.call(`/api/notes/${id}`, { method: 'DELETE', token });
    expect(deleted.status).toBe(204);
    expect(await list(url)).toEqual([]);
    expect((await client.call(`/api/notes/${id}`, { method: 'DELETE', token })).status).toBe(404);
  });

  test('are at most 100 on a page, and one may be added after one was deleted', async () => {
    for (let n = 0; n < 100; n += 1) await add({ url, text: `note ${n}` });
    const refused = await add({ url, text: 'one more' });
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'limit_reached']);
    const [first] = await list(url);
    await client.call(`/api/notes/${first.id}`, { method: 'DELETE', token });
    expect((await add({ url, text: 'one more' })).status).toBe(201);
  });

  test('come in parts of 100 when there are many, each once, also when the one in between is deleted', async () => {
    for (let n = 0; n < 205; n += 1) {
      if (n % 3 === 0) now += 1;
      await add({ url: `https://example.org/${n % 5}`, text: `note ${n}` });
    }
    const part = async (after?: string) => {
      const path = after === undefined ? '/api/notes' : `/api/notes?after=${after}`;
      return (await client.call(path, { method: 'GET', token })).json();
    };
    const first = await part();
    const { id } = first.notes.at(-1);
    await client.call(`/api/notes/${id}`, { method: 'DELETE', token });
    const second = await part(first.next);
    const third = await part(second.next);
    expect([first.notes.length, second.notes.length, third.notes.length]).toEqual([100, 100, 5]);
    expect(third).not.toHaveProperty('next');
    const all = [first, second, third].flatMap(({ notes }) => notes);
    expect(new Set(all.map((note) => note.text)).size).toBe(205);
    expect(all).toEqual(all.toSorted((a, b) => a.created_at.localeCompare(b.created_at)));
    expect(await part(`${'9'.repeat(15)}.x`)).toEqual({ notes: [] });
  });

  test('of one answer are one question to the storage, however many there are', async () => {
    for (let n = 0; n < 60; n += 1) await add({ url, text: `note ${n}` });
    const asked = countCalls(app.storage.store);
    expect(await list()).toHaveLength(60);
    expect(asked.calls).toEqual(['members', 'getMany']);
  });

  test('need the scope: a capability for reading does not write', async () => {
    const capability = await client.call('/auth/token', { token, json: { scope: 'notes:read' } });
    const { access_token } = await capability.json();
    expect((await client.call('/api/notes', { method: 'GET', token: access_token })).status).toBe(200);
    const refused = await client.call('/api/notes', { token: access_token, json: { url, text: 'x' } });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('WWW-Authenticate')).toBe(
      'Bearer realm="latchkey", error="insufficient_scope", scope="notes:write"',
    );
  });

  describe('with an Idempotency-Key', () => {
    test('are written once, and the resend has the same answer', async () => {
      const first = await add({ url, text: 'once' }, 'key-1');
      const resent = await add({ url, text: 'once' }, 'key-1');
      expect(resent.status).toBe(201);
      expect(resent.headers.get('Idempotency-Replayed')).toBe('true');
      expect(await resent.json()).toEqual(await first.json());
      expect(await list(url)).toHaveLength(1);
    });

    test('are the same whether the key is quoted, as the draft has it, or bare', async () => {
      await add({ url, text: 'once' }, 'key-1');
      await add({ url, text: 'once' }, '"key-1"');
      expect(await list(url)).toHaveLength(1);
    });

    test('are written once when sends overtake each other', async () => {
      const sends = await Promise.all(Array.from({ length: 10 }, () => add({ url, text: 'once' }, 'key-1')));
      const statuses = sends.map(({ status }) => status);
      expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
      expect(statuses).toContain(201);
      for (const { status, headers } of sends)
        if (status === 409) expect(headers.get('Retry-After')).toBe('1');
      expect(await list(url)).toHaveLength(1);
    });

    test('are refused when the key was used for something else', async () => {
      await add({ url, text: 'once' }, 'key-1');
      const refused = await add({ url, text: 'twice' }, 'key-1');
      expect([refused.status, (await refused.json()).code]).toEqual([409, 'idempotency_key_reused']);
      expect(await list(url)).toHaveLength(1);
    });

    test('are refused when the key came with another query before', async () => {
      const headers = { 'Idempotency-Key': 'key-1' };
      const json = { url, text: 'once' };
      const post = async (query: string) =>
        (await client.call(`/api/notes${query}`, { token, json, headers })).status;
      expect([await post('?a=1'), await post('?a=1'), await post('?a=2')]).toEqual([201, 201, 409]);
    });

    test('are each user’s own', async () => {
      await add({ url, text: 'once' }, 'key-1');
      token = (await (await app.client()).signedUp('eve')).access_token;
      expect((await add({ url, text: 'other' }, 'key-1')).status).toBe(201);
    });

    test('may be tried again with the same key after a refusal', async () => {
      expect((await add({ url, text: '' }, 'key-1')).status).toBe(400);
      expect((await add({ url, text: 'better' }, 'key-1')).status).toBe(201);
    });

    test('are written once when the server died between the note and its answer', async () => {
      const { put } = app.storage.store;
      app.storage.store.put = async (at, value, expiresAt) => {
        if (at.startsWith('idempotency:')) await new Promise(() => {});
        return put(at, value, expiresAt);
      };
      void add({ url, text: 'once' }, 'key-1');
      await expect.poll(() => list(url)).toHaveLength(1);
      app.storage.store.put = put;
      expect((await add({ url, text: 'once' }, 'key-1')).status).toBe(409);
      now += 30_000;
      expect((await add({ url, text: 'once' }, 'key-1')).status).toBe(201);
      expect(await list(url)).toHaveLength(1);
    });

    test('are written once when the storage fails half-way', async () => {
      const { addMember } = app.storage.store;
      let calls = 0;
      app.storage.store.addMember = async (at, member) => {
        calls += 1;
        if (calls === 2) throw new Problem('storage_unavailable');
        return addMember(at, member);
      };
      expect((await add({ url, text: 'once' }, 'key-1')).status).toBe(503);
      expect((await add({ url, text: 'once' }, 'key-1')).status).toBe(201);
      expect(await list(url)).toHaveLength(1);
      expect(await list()).toHaveLength(1);
    });

    /** All that lies in the storage. */
    const kept = () => {
      const written: string[] = [];
      const { put } = app.storage.store;
      app.storage.store.put = async (at, value, expiresAt) => {
        written.push(JSON.stringify([at, value]));
        return put(at, value, expiresAt);
      };
      return () => written.filter((record) => record.startsWith('["idempotency')).join('\n');
    };

    test('leave nothing of their text in what is kept for a resend', async () => {
      const records = kept();
      const first = await add({ url: 'https://bank.example/', text: 'PIN 4711' }, 'key-1');
      expect(records()).toContain('answered');
      expect(records()).not.toMatch(/bank|4711/);
      const resent = await add({ url: 'https://bank.example/', text: 'PIN 4711' }, 'key-1');
      expect(await resent.json()).toEqual(await first.json());
    });

    test('are kept of a user up to a thousand, and go with the account', async () => {
      for (let n = 0; n < 1_000; n += 1) {
        const added = await add({ url, text: 'x' }, `key-${n}`);
        expect([n, added.status]).toEqual([n, 201]);
        await client.call(`/api/notes/${(await added.json()).id}`, { method: 'DELETE', token });
      }
      const refused = await add({ url, text: 'x' }, 'one-more');
      expect([refused.status, (await refused.json()).code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(86_000);
      expect((await add({ url, text: 'x' }, 'key-7')).headers.get('Idempotency-Replayed')).toBe('true');

      const { id } = await (await client.call('/api/me', { method: 'GET', token })).json();
      const index = key('idempotency-of', id);
      const [call = ''] = await app.storage.store.members(index);
      expect(await app.storage.store.get(key('idempotency', call))).not.toBeNull();
      const json = { password: 'correct horse battery' };
      expect((await client.call('/auth/account', { method: 'DELETE', json, token })).status).toBe(204);
      expect(await app.storage.store.members(index)).toEqual([]);
      expect(await app.storage.store.get(key('idempotency', call))).toBeNull();
    });

    test('are forgotten after a day', async () => {
      await add({ url, text: 'once' }, 'key-1');
      now += 24 * 3_600_000;
      token = (await (await client.refresh()).json()).access_token;
      expect((await add({ url, text: 'once' }, 'key-1')).headers.get('Idempotency-Replayed')).toBeNull();
      expect(await list(url)).toHaveLength(2);
    });
  });
});
