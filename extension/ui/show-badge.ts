import { browser } from 'wxt/browser';
import type { Badge } from './badge.ts';

const sizes = [16, 32, 48] as const;

/** Puts the badge on the toolbar button, for the background to call at each change of the session. */
export async function showBadge(badge: Badge): Promise<void> {
  const suffix = badge.icon === 'grey' ? '-grey' : '';
  const path = Object.fromEntries(sizes.map((size) => [size, `/icon/${size}${suffix}.png`]));
  await Promise.all([
    browser.action.setIcon({ path }),
    browser.action.setTitle({ title: badge.title }),
    browser.action.setBadgeText({ text: badge.text }),
    browser.action.setBadgeBackgroundColor({ color: badge.color }),
    browser.action.setBadgeTextColor({ color: '#ffffff' }),
  ]);
}
