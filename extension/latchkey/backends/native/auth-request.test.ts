import { expect, test } from 'vitest';
import type { ServerHints } from '../../broker/backend.ts';
import type { Clock } from '../../broker/ports.ts';
import { createSendAuthRequest } from './auth-request.ts';

const origin = 'http://localhost:8787';
const clock: Clock = { now: () => 0, after: () => () => {} };
const prover = { prove: async (claims: object) => JSON.stringify(claims) } as never;

/** A server in its first seconds, which takes no proof without its nonce. */
async function server(request: Request): Promise<Response> {
  if (!request.headers.has('DPoP')) return Response.json({ status: 'alive' });
  const { nonce } = JSON.parse(request.headers.get('DPoP') ?? '{}');
  if (nonce === 'n1') return Response.json({});
  const problem = { code: 'use_dpop_nonce', status: 400, title: 'A nonce is needed' };
  return Response.json(problem, { status: 400, headers: { 'DPoP-Nonce': 'n1' } });
}

function senderWith(hints: ServerHints, answer = server) {
  const fetch: typeof globalThis.fetch = async (input, init) => answer(new Request(input, init));
  return createSendAuthRequest(
    { clock, random: () => 0, fetch, hasNetwork: () => true, serverOrigin: origin, hints },
    prover,
  );
}

test('the second proof has the nonce that the first was refused for, whatever another call has learnt meanwhile', async () => {
  const send = senderWith({ read: () => ({ clockOffsetMs: 0, nonce: null }), learn: async () => {} });
  const answer = await send({ method: 'POST', path: '/auth/refresh', by: 'cookie' });
  expect(answer).toMatchObject({ type: 'answered', status: 200 });
});

test('an answer to a call without a proof says nothing about nonces', async () => {
  const heard: object[] = [];
  const hints: ServerHints = {
    read: () => ({ clockOffsetMs: 0, nonce: 'n1' }),
    learn: async (hint) => void heard.push(hint),
  };
  await senderWith(hints)({ method: 'GET', path: '/healthz', by: 'no-cookie' });
  await senderWith(hints)({ method: 'POST', path: '/auth/refresh', by: 'cookie' });
  expect(heard.map((hint) => 'nonce' in hint)).toEqual([false, true]);
});

test('an answer without content is one, also where the browser gives it an empty stream as its body', async () => {
  const noContent = async () => {
    const response = new Response(null, { status: 204 });
    return Object.defineProperty(response, 'body', { value: new Blob([]).stream() });
  };
  const send = senderWith(
    { read: () => ({ clockOffsetMs: 0, nonce: null }), learn: async () => {} },
    noContent,
  );
  const answer = await send({ method: 'POST', path: '/auth/logout', by: 'no-cookie' });
  expect(answer).toMatchObject({ type: 'answered', status: 204, body: null });
});
