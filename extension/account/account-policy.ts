import { type Policy, trustedPages } from 'latchkey/policy';

/** What popup and account page may ask for; no content script among them. */
export const accountPolicy: Policy['extensionPages'] = {
  calls: trustedPages.calls,
  routes: [
    { method: '*', path: '/api/*' },
    { method: 'GET', path: '/auth/sessions' },
    { method: 'DELETE', path: '/auth/sessions' },
    { method: 'DELETE', path: '/auth/sessions/:id' },
    { method: 'POST', path: '/auth/password' },
    { method: 'DELETE', path: '/auth/account' },
    { method: 'GET', path: '/auth/account/ways' },
    { method: 'DELETE', path: '/auth/account/ways/:id' },
  ],
  tokens: [],
};
