import type { ServerModule } from 'latchkey-server/module';
import { createNotes } from './notes.ts';
import { type NoteScope, noteScopes, notesRoute } from './routes.ts';

/** The sample API as it comes into the server: its routes, its scopes, and what goes with an account. */
export const notes: ServerModule<NoteScope> = {
  name: 'notes',
  tag: 'Notes',
  scopes: noteScopes,
  routes: ({ requireAccess, idempotency, ...kept }) =>
    notesRoute({ requireAccess, idempotency, notes: createNotes(kept) }),
  onAccountRemoved: (userId, storage) => createNotes(storage).removeAll(userId),
};
