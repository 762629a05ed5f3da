import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/firefox/test.ts';

test('in a private window nothing of the extension runs, beside a normal one that is signed in', async ({
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const normal = await firefox.visit(site.page('public'));
  await normal.notes.tabIsThere();
  const hidden = await firefox.visitInPrivate(site.page('private'));
  expect(await hidden.notes.count()).toBe(0);
  expect(await normal.notes.count()).toBe(1);
});
