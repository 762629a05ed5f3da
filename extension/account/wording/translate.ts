import type { i18n } from '#i18n';

/** Looks a message up in the browser's language; passed in, so that sentences can be tested without a browser. */
export type Translate = typeof i18n.t;
