import type { ContentScriptRule, Policy, PolicyRule } from './policy.ts';
import { parseRoute, type RouteText } from './route.ts';

/** A policy in few words: what is left out is what most extensions want. */
export interface ShortPolicy {
  /**
   * What content scripts may do. A route such as `GET /api/me` may be called by the page's own content script, which then
   * may ask who is signed in, too; a rule says it in full, and the first that fits a page counts. Routes come last.
   */
  readonly contentScripts: readonly (RouteText | ContentScriptRule)[];
  /** What the extension's own pages may do; by default everything but to hold a token. */
  readonly extensionPages?: PolicyRule | undefined;
}

/** Pages of the extension are its own code, so that they may ask for all that is done for them in the background. */
export const trustedPages: PolicyRule = {
  calls: [
    'abort',
    'state',
    'challenge',
    'sign-in',
    'register',
    'ways',
    'begin-flow',
    'account-flow',
    'cancel-flow',
    'sign-out',
    'doctor',
    'denied',
  ],
  routes: [{ method: '*', path: '/*' }],
  tokens: [],
};

/** @throws TypeError for a route that is none */
export function expandPolicy({ contentScripts, extensionPages }: ShortPolicy): Policy {
  const routes = contentScripts.filter((each) => typeof each === 'string').map(parseRoute);
  const elsewhere = routes.filter(({ origin }) => origin !== undefined);
  const rules = contentScripts.filter((each) => typeof each !== 'string');
  const ofRoutes: ContentScriptRule = {
    pages: 'any',
    frames: 'top',
    calls: ['abort', 'state'],
    routes,
    tokens: [],
  };
  return {
    extensionPages: extensionPages ?? { ...trustedPages, routes: [...trustedPages.routes, ...elsewhere] },
    contentScripts: routes.length > 0 ? [...rules, ofRoutes] : rules,
  };
}
