import type { FramedPageRule } from 'latchkey/policy';
import { panelPage } from '../panel-page.ts';

/** What the notes panel may ask for, where it stands in a page: the notes, and whether somebody is signed in. */
export const notesPanelPolicy = (admit: FramedPageRule['admit']): FramedPageRule => ({
  page: panelPage,
  admit,
  calls: ['abort', 'state'],
  routes: [
    { method: 'GET', path: '/api/notes' },
    { method: 'POST', path: '/api/notes' },
    { method: 'DELETE', path: '/api/notes/:id' },
  ],
  tokens: [],
});
