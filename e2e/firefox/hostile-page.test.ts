import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { attacks, frameItself } from '../harness/attacks.ts';
import { eavesdrop } from '../harness/eavesdrop.ts';
import { extensionOrigin } from '../harness/firefox/extension-identity.ts';
import type { Firefox, Tab } from '../harness/firefox/firefox.ts';
import { test } from '../harness/firefox/test.ts';

const draft = 'PIN of my card is 4711';

/** A page where somebody who is signed in has a note and has begun another. */
async function beginNote(firefox: Firefox, url: string): Promise<Tab> {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(url);
  await tab.notes.open();
  await tab.notes.add('My secret note');
  await tab.notes.write(draft);
  return tab;
}

test('a page that listens to every event there is hears no letter of what is typed into the panel', async ({
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const { page, notes } = await firefox.visit(site.page('listening'));
  await page.evaluate(eavesdrop);
  const heard = () => page.evaluate(() => window.heard.splice(0));
  await (await page.$('#own'))?.type('q');
  expect(await heard()).toContain('keydown: q');

  await notes.open();
  await heard();
  await notes.add('Between me and my server');
  expect(await heard()).toEqual([]);
});

test.for(attacks)('a page gets nothing of the panel by $name', async ({ run }, { firefox, site }) => {
  const { page, notes } = await beginNote(firefox, site.page('attack'));
  const got = await page.evaluate(run);
  for (const text of [
    '4711',
    'secret',
    'Add note',
    'New note',
    'an element',
    'a window',
    'a frame',
    'extension:',
  ]) {
    expect(got).not.toContain(text);
  }
  expect(await notes.draft()).toBe(draft);
  await notes.shows('My secret note');
});

test('a page that writes itself anew, and so takes every listener away, hears nothing and has a panel that works', async ({
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const { page, notes } = await firefox.visit(site.page('rewritten'));
  await notes.tabIsThere();
  await page.evaluate(() => {
    document.open();
    document.write('<!doctype html><h1>The same page</h1><p>Words.</p>');
    document.close();
  });
  await page.evaluate(eavesdrop);
  await notes.open();
  await page.evaluate(() => window.heard.splice(0));
  await notes.write(draft);
  expect(await notes.draft()).toBe(draft);
  expect(await page.evaluate(() => window.heard)).toEqual([]);
});

test('a page that puts the panel into a frame of its own gets an empty one', async ({ firefox, site }) => {
  const { page, notes } = await beginNote(firefox, site.page('framing'));
  expect(await page.evaluate(frameItself, `${extensionOrigin}/notes-panel.html`)).toBe('[""]');
  expect(await notes.draft()).toBe(draft);
});

test('a page that throws the panel out has it back, with what was begun in it', async ({ firefox, site }) => {
  const { page, notes } = await beginNote(firefox, site.page('thrown-out'));
  await notes.keepsDraft(draft);
  await page.evaluate(() => document.body.replaceChildren());
  await notes.hasDraft(draft);
});
