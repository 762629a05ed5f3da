import { test } from '../harness/firefox/test.ts';
import { signOut } from '../promises/sign-out.ts';

for (const { title, keep } of signOut) {
  test(title, ({ server, firefox, site }) => keep({ server, browser: firefox, site }));
}
