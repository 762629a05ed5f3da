import { askBackground } from './ask-background.ts';
import type { ListedArea } from './key-value-area.ts';

type Items = Record<string, unknown>;

/**
 * Drafts and unsent notes, as pages of the extension reach them: the background keeps them where no page's process can
 * look. A panel in a page can not do so itself, since the browser gives it a storage of its own in each site.
 */
export const keptItems: ListedArea = {
  get: async (key) => (await askBackground<Items>({ to: 'notes-background', ask: 'read', key })) ?? {},
  list: async (prefix) => (await askBackground<Items>({ to: 'notes-background', ask: 'list', prefix })) ?? {},
  set: async (items) => void (await askBackground({ to: 'notes-background', ask: 'write', items })),
  remove: async (key) => void (await askBackground({ to: 'notes-background', ask: 'forget', key })),
};
