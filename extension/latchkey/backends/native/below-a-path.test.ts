import { expect, test } from 'vitest';
import { latchkey } from './latchkey.ts';

test('a server that is mounted below a path is asked, and shown proofs, below it', async () => {
  const asked: (readonly [string, string | null])[] = [];
  const backend = latchkey({
    path: '/latchkey',
    prover: { prove: async ({ htu }: { htu: string }) => htu } as never,
  })({
    clock: { now: () => 0, after: () => () => {} },
    random: () => 0,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push([request.url, request.headers.get('DPoP')]);
      return new Response(null, { status: 204 });
    },
    hasNetwork: () => true,
    extensionId: 'a',
    sealer: undefined as never,
    keys: {} as never,
    serverOrigin: 'https://api.example',
    hints: { read: () => ({ clockOffsetMs: 0, nonce: null }), learn: async () => {} },
  });
  await backend.refresh(null);
  expect(asked[0]).toEqual([
    'https://api.example/latchkey/auth/refresh',
    'https://api.example/latchkey/auth/refresh',
  ]);
  expect(backend.capabilityTokenPath).toBe('/latchkey/auth/token');
});
