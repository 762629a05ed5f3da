import { i18n } from '#i18n';
import { cacheMessages } from './cached-messages.ts';

/** The panel's texts in the browser's language. */
export const t = cacheMessages(i18n.t);

// Read while it can be: it is what the panel has to say when nothing can be looked up any more.
t('panel.reload');
