/** The part of a `storage` area that the notes use. */
export interface KeyValueArea {
  get(key: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Keeps things for as long as the page is open: nothing that is written in a private window reaches the disk. */
export function createMemoryArea(): KeyValueArea {
  const items = new Map<string, unknown>();
  return {
    get: async (key) => Object.fromEntries(key === null ? items : [[key, items.get(key)]]),
    set: async (more) => {
      for (const [key, value] of Object.entries(more)) items.set(key, value);
    },
    remove: async (key) => void items.delete(key),
  };
}
