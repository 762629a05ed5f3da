import { Hono } from 'hono';
import {
  describe,
  type Idempotency,
  type IdempotentEnv,
  json,
  param,
  query,
  type RequireAccess,
  toRfc3339,
} from 'latchkey-server/module';
import * as v from 'valibot';
import {
  afterSchema,
  type Note,
  type NoteRecord,
  newNoteSchema,
  noteIdSchema,
  noteSchema,
  pageUrlSchema,
} from './note.ts';
import type { Notes } from './notes.ts';

export interface NotesRouteDeps {
  readonly requireAccess: RequireAccess<NoteScope>;
  readonly idempotency: Idempotency;
  readonly notes: Notes;
}

export const noteScopes = ['notes:read', 'notes:write'] as const;
export type NoteScope = (typeof noteScopes)[number];

const listSchema = v.strictObject({ url: v.optional(pageUrlSchema), after: v.optional(afterSchema) });
const auth = 'access token';

/** A note of 2,000 characters takes at most 12 bytes each as JSON escapes, and its page's address is shorter. */
const BODY_LIMIT_BYTES = 32 * 1024;

/** /api/notes: the sample API behind the guard, notes on web pages. */
export function notesRoute({ requireAccess, idempotency, notes }: NotesRouteDeps) {
  return new Hono<IdempotentEnv>()
    .get(
      '/api/notes',
      describe(
        {
          auth,
          summary: "The user's notes on one page, or all of them",
          description:
            'An answer has at most 100 notes; with `next` in it there are more, to be had with `after`.',
          success: {
            status: 200,
            description: 'The notes, the oldest first',
            schema: v.object({ notes: v.array(noteSchema), next: v.optional(v.string()) }),
          },
          problems: ['invalid_request', 'invalid_token', 'insufficient_scope'],
        },
        requireAccess({ scopes: ['notes:read'] }),
      ),
      query(listSchema),
      async (c) => {
        const found = await notes.list(c.var.access.userId, c.req.valid('query'));
        return c.json({ notes: found.notes.map(shown), ...(found.next !== null && { next: found.next }) });
      },
    )
    .post(
      '/api/notes',
      describe(
        {
          auth,
          summary: 'Adds a note to a page',
          description:
            'With an `Idempotency-Key` header a resend is answered as the first call was and adds nothing.',
          success: { status: 201, description: 'The note', schema: noteSchema },
          problems: [
            'invalid_request',
            'invalid_token',
            'insufficient_scope',
            'idempotency_in_progress',
            'idempotency_key_reused',
            'limit_reached',
            'rate_limited',
            'payload_too_large',
          ],
        },
        requireAccess({ scopes: ['notes:write'] }),
      ),
      json(newNoteSchema, { limitBytes: BODY_LIMIT_BYTES }),
      idempotency,
      async (c) => {
        const record = await notes.add(c.var.access.userId, c.req.valid('json'), c.var.writeId);
        return c.json(shown(record), 201);
      },
    )
    .delete(
      '/api/notes/:id',
      describe(
        {
          auth,
          summary: 'Deletes a note',
          success: { status: 204, description: 'It is gone' },
          problems: ['invalid_request', 'invalid_token', 'insufficient_scope', 'not_found'],
        },
        requireAccess({ scopes: ['notes:write'] }),
      ),
      param(v.object({ id: noteIdSchema })),
      async (c) => {
        await notes.remove(c.var.access.userId, c.req.valid('param').id);
        return c.body(null, 204);
      },
    );
}

function shown({ id, url, text, createdAt }: NoteRecord): Note {
  return { id, url, text, created_at: toRfc3339(createdAt) };
}
