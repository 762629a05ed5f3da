import { expect, test } from 'vitest';
import type { Badge } from './badge.ts';
import { createShowBadge, type ToolbarButton } from './show-badge.ts';

const plain: Badge = { text: '', color: '#000000', title: 'Signed in', icon: 'colour' };
const grey: Badge = { text: '!', color: '#ff0000', title: 'Signed out', icon: 'grey' };

/** A button as a browser has one; its icons load when the test says so. */
function toolbarButton() {
  const shown = { title: 'Latchkey', icon: '/icon/16.png', text: '' };
  const loading: (() => void)[] = [];
  const button: ToolbarButton = {
    getTitle: async () => shown.title,
    setIcon: ({ path }) =>
      new Promise((loaded) => {
        loading.push(() => {
          shown.icon = path[16] ?? '';
          loaded();
        });
      }),
    setBadgeText: async ({ text }) => {
      shown.text = text;
    },
    setBadgeBackgroundColor: async () => {},
    setBadgeTextColor: async () => {},
    setTitle: async ({ title }) => {
      shown.title = title;
    },
  };
  return { button, shown, loading };
}

const settled = () => new Promise((done) => setTimeout(done));

test('shows what it is given', async () => {
  const { button, shown, loading } = toolbarButton();
  const done = createShowBadge(button)(grey);
  await settled();
  loading.shift()?.();
  await done;
  expect(shown).toEqual({ title: 'Signed out', icon: '/icon/16-grey.png', text: '!' });
});

test('a worker that starts again loads no icon for what is shown already', async () => {
  const { button, shown, loading } = toolbarButton();
  shown.title = plain.title;
  await createShowBadge(button)(plain);
  expect(loading).toEqual([]);
});

test('an older badge whose icon is still loading does not land on a newer one, nor makes it seem shown', async () => {
  const { button, shown, loading } = toolbarButton();
  shown.title = plain.title;
  const showBadge = createShowBadge(button);
  void showBadge(grey);
  const done = showBadge(plain);
  await settled();
  loading.shift()?.();
  await settled();
  loading.shift()?.();
  await done;
  expect(shown).toEqual({ title: 'Signed in', icon: '/icon/16.png', text: '' });
});

test('a badge that could not be shown does not keep the next one from it', async () => {
  const { button, shown, loading } = toolbarButton();
  const showBadge = createShowBadge({
    ...button,
    setBadgeText: ({ text }) =>
      text === '!' ? Promise.reject(new Error('no')) : button.setBadgeText({ text }),
  });
  const failed = showBadge(grey);
  const done = showBadge(plain);
  await expect(failed).rejects.toThrow('no');
  await settled();
  for (const load of loading) load();
  await done;
  expect(shown.title).toBe('Signed in');
});
