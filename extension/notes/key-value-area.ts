/** The part of a `storage` area that the notes use. */
export interface KeyValueArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/** One that also gives everything of one kind, whose keys begin alike. */
export interface ListedArea extends KeyValueArea {
  list(prefix: string): Promise<Record<string, unknown>>;
}

/** A `storage` area of the browser with a list: it can only be read as a whole, so that it is for what stays small. */
export function listed(area: chrome.storage.StorageArea): ListedArea {
  return {
    get: (key) => area.get(key),
    set: (items) => area.set(items),
    remove: (key) => area.remove(key),
    list: async (prefix) => withPrefix(Object.entries(await area.get(null)), prefix),
  };
}

/** Keeps things for as long as the page is open: nothing that is written in a private window reaches the disk. */
export function createMemoryArea(): ListedArea {
  const items = new Map<string, unknown>();
  return {
    get: async (key) => ({ [key]: items.get(key) }),
    set: async (more) => {
      for (const [key, value] of Object.entries(more)) items.set(key, value);
    },
    remove: async (key) => void items.delete(key),
    list: async (prefix) => withPrefix([...items], prefix),
  };
}

const withPrefix = (items: readonly [string, unknown][], prefix: string): Record<string, unknown> =>
  Object.fromEntries(items.filter(([key]) => key.startsWith(prefix)));
