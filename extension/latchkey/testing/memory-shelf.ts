import type { Shelf } from '../broker/ports.ts';

/** A shelf in memory that keeps copies, as storages do. */
export class MemoryShelf implements Shelf {
  #value: string | undefined;

  async load(): Promise<unknown> {
    return this.#value === undefined ? undefined : JSON.parse(this.#value);
  }

  async save(value: unknown): Promise<void> {
    this.#value = JSON.stringify(value);
  }

  clear(): void {
    this.#value = undefined;
  }
}
