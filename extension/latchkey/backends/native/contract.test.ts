import type {
  CapabilityTokenResponse,
  CookieCheckResponse,
  DeadReason,
  ProblemDetails,
  TokenResponse,
} from 'latchkey-server/contract';
import { type TestClient, testApp } from 'latchkey-server/testing';
import type * as v from 'valibot';
import { beforeAll, expect, expectTypeOf, test } from 'vitest';
import {
  type capabilityTokenResponse,
  parseCapabilityResponse,
} from '../../broker/calls/capability-response.ts';
import { parseEndReason, parseProblem, type problem, type sessionEnded } from '../../broker/problem.ts';
import { endReasons } from '../../broker/session/end-reason.ts';
import type { cookieCheckResponse } from './cookie-check.ts';
import { parseTokenResponse, type tokenResponse } from './token-response.ts';

let client: TestClient;
let signedUp: Awaited<ReturnType<TestClient['signedUp']>>;

beforeAll(async () => {
  client = await (await testApp()).client();
  signedUp = await client.signedUp('ada');
});

test('whatever type the server answers with is one that is read', () => {
  expectTypeOf<TokenResponse>().toExtend<v.InferInput<typeof tokenResponse>>();
  expectTypeOf<CapabilityTokenResponse>().toExtend<v.InferInput<typeof capabilityTokenResponse>>();
  expectTypeOf<CookieCheckResponse>().toExtend<v.InferInput<typeof cookieCheckResponse>>();
  expectTypeOf<ProblemDetails>().toExtend<v.InferInput<typeof problem>>();
  expectTypeOf<{ code: 'invalid_grant'; reason: DeadReason }>().toExtend<v.InferInput<typeof sessionEnded>>();
  expectTypeOf<(typeof endReasons)[number]>().toEqualTypeOf<DeadReason>();
});

test('the real answers are read as what they are', async () => {
  expect(parseTokenResponse(signedUp, 1_000)).toMatchObject({
    user: { username: 'ada' },
    session: { id: signedUp.session_id },
    token: { value: signedUp.access_token },
    kept: signedUp.receipt,
  });
  const refreshed = await (await client.refresh()).json();
  expect(parseTokenResponse(refreshed, 1_000)?.token.value).not.toBe(signedUp.access_token);
  const token = refreshed.access_token;
  const capability = await client.call('/auth/token', { json: { scope: 'profile' }, token });
  expect(parseCapabilityResponse(await capability.json(), 1_000)?.token).toEqual(expect.any(String));
  expect(parseProblem(await (await client.login('ada', 'not the password')).json())).toMatchObject({
    code: 'invalid_credentials',
    status: 401,
  });
});

test('the verdict on a session that has ended is read with its reason', async () => {
  const app = await testApp();
  const device = await app.client();
  const { access_token: token } = await device.signedUp('grace');
  await device.call('/auth/logout', { token });
  const answer = await device.callWithProof('/auth/refresh', { json: {} });
  expect(endReasons).toContain(parseEndReason(answer.status, await answer.json()));
});
