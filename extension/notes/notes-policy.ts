import type { ContentScriptRule } from 'latchkey/policy';

/** What the notes' content script may ask for, on any page and in its top frame alone. */
export const notesPolicy: ContentScriptRule = {
  pages: 'any',
  frames: 'top',
  calls: ['abort', 'state'],
  routes: [
    { method: 'GET', path: '/api/me' },
    { method: 'GET', path: '/api/notes' },
    { method: 'POST', path: '/api/notes' },
    { method: 'DELETE', path: '/api/notes/:id' },
  ],
  tokens: [],
};
