import type { Policy } from '../policy/policy.ts';

/**
 * Whether somebody in a tab may ask for the state, and has to be told there of its changes. A page of the extension in a
 * frame hears what all its pages hear, but for Firefox, which takes it for a content script.
 * @param origin the extension's own
 */
export function tabsAreTold({ contentScripts, framedPages = [] }: Policy, origin: string): boolean {
  const inTabs = origin.startsWith('chrome-extension:')
    ? contentScripts
    : [...contentScripts, ...framedPages];
  return inTabs.some(({ calls }) => calls.includes('state'));
}
