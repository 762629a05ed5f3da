import type { Policy } from '../policy/policy.ts';
import { trustedPages } from '../policy/short-policy.ts';

/** A policy of the usual type: pages of the extension may do all, content scripts keep a list of items. */
export const aPolicy: Policy = {
  extensionPages: {
    calls: trustedPages.calls,
    routes: [
      { method: '*', path: '/api/*' },
      { method: 'GET', path: '/auth/sessions' },
      { method: 'DELETE', path: '/auth/sessions' },
      { method: 'DELETE', path: '/auth/sessions/:id' },
      { method: 'POST', path: '/auth/password' },
      { method: 'DELETE', path: '/auth/account' },
    ],
    tokens: 'access',
  },
  contentScripts: [
    {
      pages: 'any',
      frames: 'top',
      calls: ['abort', 'state'],
      routes: [
        { method: 'GET', path: '/api/me' },
        { method: 'GET', path: '/api/items' },
        { method: 'POST', path: '/api/items' },
        { method: 'DELETE', path: '/api/items/:id' },
      ],
      tokens: [],
    },
  ],
};
