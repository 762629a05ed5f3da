import { expect, test } from 'vitest';
import type { ContentScriptRule, FramedPageRule } from '../policy/policy.ts';
import { denyAll } from '../policy/policy.ts';
import { tabsAreTold } from './tabs-are-told.ts';

const nothing = { calls: [], routes: [], tokens: [] } as const;
const state = { ...nothing, calls: ['state'] } as const;
const script = (rule: typeof nothing | typeof state): ContentScriptRule => ({
  ...rule,
  pages: 'any',
  frames: 'top',
});
const panel: FramedPageRule = { ...state, page: '/panel.html', admit: async () => true };

test.each<[string, boolean, boolean, Partial<typeof denyAll>]>([
  ['nobody', false, false, {}],
  ['content scripts that may not ask', false, false, { contentScripts: [script(nothing)] }],
  ['content scripts that may', true, true, { contentScripts: [script(nothing), script(state)] }],
  ['a page in a frame', false, true, { framedPages: [panel] }],
  ['both', true, true, { framedPages: [panel], contentScripts: [script(state)] }],
])('tabs are told for %s: in Chromium %s, in Firefox %s', (_, inChromium, inFirefox, rules) => {
  const policy = { ...denyAll, ...rules };
  expect(tabsAreTold(policy, 'chrome-extension://id')).toBe(inChromium);
  expect(tabsAreTold(policy, 'moz-extension://uuid')).toBe(inFirefox);
});
