import { expect, test } from 'vitest';
import { clearUserData } from './clear-user-data.ts';
import { createMemoryArea } from './key-value-area.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createPageCounts } from './page-counts.ts';
import { createDraftKeeper } from './panel/draft-keeper.ts';

test('forgets the drafts, unsent notes and counts of one user, and nothing else', async () => {
  const area = createMemoryArea();
  const outbox = createOutbox(area);
  const drafts = createDraftKeeper(area);
  const counts = createPageCounts(area);
  const url = 'https://example.org/u1/page';
  for (const userId of ['u1', 'u2']) {
    await outbox.put({ key: 'k', userId, url, text: 'unsent', createdAt: 1 });
    drafts.keepSoon({ userId, url }, 'begun');
    drafts.flush();
    await counts.keep(userId, url, 3);
  }
  await area.set({ 'panel-settings': { everywhere: true } });

  await clearUserData(area, 'u1');
  expect(await outbox.of('u1')).toEqual([]);
  expect(await drafts.read({ userId: 'u1', url })).toBe('');
  expect(await counts.of('u1', url)).toBe(0);
  expect(await outbox.of('u2')).toHaveLength(1);
  expect(await drafts.read({ userId: 'u2', url })).toBe('begun');
  expect(await counts.of('u2', url)).toBe(3);
  expect(await area.get('panel-settings')).toHaveProperty('panel-settings');
});
