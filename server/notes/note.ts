import type { UserId } from 'latchkey-server';
import type { Millis } from 'latchkey-server/module';
import * as v from 'valibot';

const TEXT_LIMIT = 2_000;
const URL_LIMIT = 2_048;

/** A note as it is stored. */
export type NoteRecord = {
  readonly id: string;
  readonly userId: UserId;
  readonly url: string;
  readonly text: string;
  readonly createdAt: Millis;
};

/** The page that notes belong to: without its fragment, which only says where on the page somebody was. */
export const pageUrlSchema = v.pipe(
  v.string(),
  v.maxLength(URL_LIMIT, `must have at most ${URL_LIMIT} characters`),
  v.check((url) => /^https?:/i.test(url) && URL.canParse(url), 'must be an http or https address'),
  v.transform(withoutFragment),
  v.maxLength(URL_LIMIT, `must have at most ${URL_LIMIT} characters`),
  v.description('The address of a web page; its fragment is left off'),
);

function withoutFragment(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

export const newNoteSchema = v.strictObject({
  url: pageUrlSchema,
  text: v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '', 'must not be empty'),
    v.check((text) => [...text].length <= TEXT_LIMIT, `must have at most ${TEXT_LIMIT} characters`),
    v.description(`1 to ${TEXT_LIMIT} characters of plain text`),
  ),
});

export type NewNote = v.InferOutput<typeof newNoteSchema>;

export const noteIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'is no id of a note'));

/** What an answer's `next` looks like. */
export const afterSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}\.[A-Za-z0-9_-]{1,64}$/, 'is not the `next` of an answer'),
  v.description('The `next` of the answer before'),
);

/** A note as the API shows it. */
export const noteSchema = v.pipe(
  v.object({
    id: v.string(),
    url: v.string(),
    text: v.string(),
    created_at: v.pipe(v.string(), v.isoTimestamp()),
  }),
  v.metadata({ ref: 'Note' }),
);

export type Note = v.InferOutput<typeof noteSchema>;
