import type { LocalArea } from './local-area.ts';

/** Keeps things for as long as the page is open: nothing that is written in a private window reaches the disk. */
export function createMemoryArea(): LocalArea {
  const items = new Map<string, unknown>();
  return {
    get: async (key) => Object.fromEntries(key === null ? items : [[key, items.get(key)]]),
    set: async (more) => {
      for (const [key, value] of Object.entries(more)) items.set(key, value);
    },
    remove: async (key) => void items.delete(key),
  };
}
