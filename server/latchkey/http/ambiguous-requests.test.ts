import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultExtensionOrigin } from '../config/settings.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { type Listening, serve } from './serve.ts';

/** What two programs in a row could read in two ways, as bytes that no client library would send. */
describe('a request that could be meant in two ways', () => {
  let app: TestApp;
  let listening: Listening;
  beforeAll(async () => {
    app = await testApp();
    listening = await serve({ fetch: app.fetch, host: '127.0.0.1', port: 0 });
  });
  afterAll(() => listening.stop(0));

  async function answerTo(request: string): Promise<string> {
    const socket = connect(listening.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => {});
    socket.end(request.replaceAll('\n', '\r\n'));
    await once(socket, 'close');
    return answer;
  }
  const statuses = (answer: string) =>
    [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  const figures = (target: string, headers: string) =>
    answerTo(`GET ${target} HTTP/1.1\n${headers}Connection: close\n\n`);

  test('is none of two hosts', async () => {
    expect(statuses(await figures('/metrics', 'Host: localhost\n'))).toEqual(['200']);
    for (const [headers, status] of [
      ['Host: localhost\nHost: evil.example\n', '400'],
      ['Host: evil.example\nHost: localhost\n', '400'],
      ['Host: evil.example\n', '421'],
    ] as const) {
      expect([headers, ...statuses(await figures('/metrics', headers))]).toEqual([headers, status]);
    }
    expect(statuses(await figures('http://evil.example/openapi.json', 'Host: localhost\n'))).toEqual(['421']);
    expect(statuses(await figures('http://localhost/openapi.json', 'Host: localhost\n'))).toEqual(['200']);
    const nameless = await figures('/metrics', '');
    expect(statuses(nameless)).toEqual(['400']);
    expect(nameless).toContain('application/problem+json');
  });

  test('is none of two origins, tokens or types', async () => {
    const post = (headers: string) =>
      answerTo(
        `POST /auth/refresh HTTP/1.1\nHost: localhost\n${headers}Content-Length: 2\nConnection: close\n\n{}`,
      );
    const origin = `Origin: ${defaultExtensionOrigin}\n`;
    const type = 'Content-Type: application/json\n';
    expect(await post(origin + type)).toContain('"invalid_grant"');
    expect(await post(`${origin}Origin: https://evil.example\n${type}`)).toContain('"origin_not_allowed"');
    expect(await post(`${origin}${type}Content-Type: text/plain\n`)).toContain('"unsupported_media_type"');
    const { access_token: token } = await (await app.client()).signedUp('ada');
    const me = (headers: string) =>
      answerTo(`GET /api/me HTTP/1.1\nHost: localhost\n${headers}Connection: close\n\n`);
    expect(statuses(await me(`Authorization: Bearer ${token}\n`))).toEqual(['200']);
    expect(statuses(await me(`Authorization: Bearer ${token}\nAuthorization: Bearer x\n`))).toEqual(['401']);
  });

  test('shows no figures, which a proxy may keep back under one name only', async () => {
    for (const target of ['/%6detrics', '/x/../metrics', '/./metrics', '//metrics', '/metrics/']) {
      expect([target, ...statuses(await figures(target, 'Host: localhost\n'))]).toEqual([target, '404']);
    }
  });

  test.each([
    ['two lengths', 'Content-Length: 2\nContent-Length: 3\n\n{}'],
    ['a length and chunks', 'Content-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n'],
    ['chunks that are none', 'Transfer-Encoding: xchunked\n\n0\n\n'],
    ['a blank before a colon', 'Transfer-Encoding : chunked\n\n0\n\n'],
    ['a folded line', 'X: a\n b\n\n'],
    ['a negative length', 'Content-Length: -1\n\n'],
  ])('is not taken for two requests: %s', async (_, rest) => {
    const smuggled = 'GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n';
    const head = `POST /auth/refresh HTTP/1.1\nHost: localhost\nOrigin: ${defaultExtensionOrigin}\n`;
    expect(statuses(await answerTo(head + rest + smuggled))).toEqual(['400']);
  });
});
