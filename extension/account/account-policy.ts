import type { Policy } from 'latchkey/policy';

/** What popup and account page may ask for; no content script among them. */
export const accountPolicy: Policy['extensionPages'] = {
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
