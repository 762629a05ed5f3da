import { expect } from 'vitest';
import { test } from '../harness/test.ts';
import { signIn } from '../promises/sign-in.ts';

for (const { title, keep } of signIn) {
  test(title, ({ server, browser, site }) => keep({ server, browser, site }));
}

test('password managers can fill the form', async ({ browser }) => {
  const popup = await browser.popup();
  await expect.poll(() => popup.username.getAttribute('autocomplete')).toBe('username');
  expect(await popup.password.getAttribute('autocomplete')).toBe('current-password');
  await popup.chooseToRegister();
  await expect.poll(() => popup.password.getAttribute('autocomplete')).toBe('new-password');
});
