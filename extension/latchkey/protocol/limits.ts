/**
 * The largest request or response body that `client.fetch` carries, in bytes. It travels through the browser's
 * messages, as base64 where they are JSON: 8 MiB becomes 11 MiB, well under the 64 MiB at which Chromium refuses a message.
 */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Milliseconds after which every call has settled. A browser may stop a worker 30 s into a call (Chrome:
 * extension service worker lifecycle), so that an answer later than this might never arrive.
 */
export const MAX_DEADLINE_MS = 25_000;

/** How many calls or answers go in one message, which costs the browser about as much with fifty in it as with one. */
export const MOST_AT_ONCE = 50;
