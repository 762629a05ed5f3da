import { describe, expect, test } from 'vitest';
import { createMemoryArea } from './key-value-area.ts';
import { readPanelSettings, setShownEverywhere, setShownOn, shownOn } from './panel-settings.ts';
import { pageOf, siteOf } from './site.ts';

describe('where the tab shows', () => {
  test('is everywhere at first', async () => {
    expect(shownOn(await readPanelSettings(createMemoryArea()), 'example.com')).toBe(true);
  });

  test('is not where it was switched off, and is elsewhere', async () => {
    const settings = await setShownOn(createMemoryArea(), 'bank.example', false);
    expect(shownOn(settings, 'bank.example')).toBe(false);
    expect(shownOn(settings, 'example.com')).toBe(true);
  });

  test('is everywhere when what is stored is no list of sites', async () => {
    const area = createMemoryArea();
    for (const stored of [null, 'x', 7, { hiddenOn: 'bank.example' }, { hiddenOn: [7, null] }]) {
      await area.set({ 'panel-settings': stored });
      expect(shownOn(await readPanelSettings(area), 'bank.example')).toBe(true);
    }
  });

  test('is nowhere when it is off altogether, until it is asked for on a site', async () => {
    const area = createMemoryArea();
    expect(shownOn(await setShownEverywhere(area, false), 'example.com')).toBe(false);
    expect(shownOn(await setShownOn(area, 'example.com', true), 'example.com')).toBe(true);
  });

  test('remembers a site once, however often it is switched', async () => {
    const area = createMemoryArea();
    await setShownOn(area, 'example.com', false);
    expect((await setShownOn(area, 'example.com', false)).hiddenOn).toEqual(['example.com']);
    expect((await setShownOn(area, 'example.com', true)).hiddenOn).toEqual([]);
  });
});

test.each([
  ['https://example.com/a?b#c', 'example.com'],
  ['http://localhost:8787/try', 'localhost:8787'],
  ['chrome://extensions', null],
  ['', null],
])('%s is of the site %s', (address, site) => {
  expect(siteOf(address)).toBe(site);
});

test('a page is its address without the fragment', () => {
  expect(pageOf('https://example.com/a?b=1#c#d')).toBe('https://example.com/a?b=1');
});
