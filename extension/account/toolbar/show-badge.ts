import type { Badge } from './badge.ts';

const sizes = [16, 32, 48] as const;

/** The part of `browser.action` that a badge needs. */
export interface ToolbarButton {
  getTitle(details: object): Promise<string>;
  setIcon(details: { path: Record<string, string> }): Promise<void>;
  setBadgeText(details: { text: string }): Promise<void>;
  setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  setBadgeTextColor(details: { color: string }): Promise<void>;
  setTitle(details: { title: string }): Promise<void>;
}

/**
 * For the background to show badges with, at its start and at each change of the session.
 * @returns shows a badge after all that it was given before: an older one, whose icons take long to load, must not
 * land on a newer one.
 */
export function createShowBadge(button: ToolbarButton): (badge: Badge) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (badge) => {
    last = last.catch(() => {}).then(() => show(button, badge));
    return last;
  };
}

/**
 * Every badge has a title of its own. It is set last, and so tells that all of the badge is there already: loading
 * icons again would hold up the very call that woke the worker.
 */
async function show(button: ToolbarButton, badge: Badge): Promise<void> {
  if ((await button.getTitle({})) === badge.title) return;
  const suffix = badge.icon === 'grey' ? '-grey' : '';
  const path = Object.fromEntries(sizes.map((size) => [size, `/icon/${size}${suffix}.png`]));
  await Promise.all([
    button.setIcon({ path }),
    button.setBadgeText({ text: badge.text }),
    button.setBadgeBackgroundColor({ color: badge.color }),
    button.setBadgeTextColor({ color: '#ffffff' }),
  ]);
  await button.setTitle({ title: badge.title });
}
