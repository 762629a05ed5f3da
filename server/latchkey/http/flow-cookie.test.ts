import { expect, test } from 'vitest';
import type { RedirectWay } from '../flows/way.ts';
import { testApp } from '../testing/test-app.ts';

const acme: RedirectWay = {
  kind: 'redirect',
  id: 'acme',
  name: 'Acme',
  ready: async () => {},
  leave: async () => ({ url: new URL('https://acme.example/'), kept: {} }),
  arrive: async () => null,
};

async function cookieUnder(publicUrl: string): Promise<string> {
  const app = await testApp({ LATCHKEY_PUBLIC_URL: publicUrl }, { signIn: [acme] });
  const client = await app.client();
  const begun = await client.callWithProof('/auth/flows', { json: {} });
  const [cookie = ''] = begun.headers.getSetCookie();
  const { id } = (await begun.json()) as { id: string };
  const shown = await app.request(`/sign-in/${id}`, { headers: { Cookie: cookie.split(';')[0] ?? '' } });
  expect(shown.status).toBe(303);
  expect((await app.request(`/sign-in/${id}`)).status).toBe(403);
  return cookie;
}

test('over https no neighbouring name can set the cookie that ties a sign-in to its browser', async () => {
  const cookie = await cookieUnder('https://latchkey.example');
  expect(cookie).toMatch(/^__Host-flow-/);
  expect(cookie).toMatch(/; Path=\/;/);
  expect(cookie).toMatch(/; Secure; SameSite=Lax$/);
  expect(cookie).not.toMatch(/domain/i);
});

test('on this machine it is for the pages of the sign-in alone', async () => {
  const cookie = await cookieUnder('http://localhost:8787');
  expect(cookie).toMatch(/^flow-/);
  expect(cookie).toMatch(/; Path=\/sign-in;/);
});
