import { expect, test } from 'vitest';
import { testApp } from '../../testing/test-app.ts';

const shop = 'https://shop.example';

async function asked(origins: string, origin: string, path = '/api/me') {
  const app = await testApp({ LATCHKEY_API_ORIGINS: origins });
  const ask = {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
  };
  const [before, answer] = [
    await app.request(path, ask),
    await app.request(path, { headers: { Origin: origin } }),
  ];
  return [before, answer].map(({ headers }) => headers.get('Access-Control-Allow-Origin'));
}

test('no page may read what the API answers, unless its origin is listed', async () => {
  expect(await asked('', shop)).toEqual([null, null]);
  expect(await asked(shop, 'https://evil.example')).toEqual([null, null]);
  expect(await asked(shop, 'null')).toEqual([null, null]);
  expect(await asked(shop, shop)).toEqual([shop, shop]);
  expect(await asked(`https://other.example, ${shop}/`, shop)).toEqual([shop, shop]);
  expect(await asked('*', 'https://any.example')).toEqual(['*', '*']);
});

test('nor what is answered elsewhere, whatever is listed', async () => {
  for (const path of ['/auth/sessions', '/auth/challenge', '/metrics', '/openapi.json', '/sign-in/x']) {
    expect([path, ...(await asked('*', shop, path))]).toEqual([path, null, null]);
  }
});

test('an answer for one origin is not kept for another', async () => {
  const app = await testApp({ LATCHKEY_API_ORIGINS: shop });
  expect((await app.request('/api/me')).headers.get('Vary')).toContain('Origin');
});
