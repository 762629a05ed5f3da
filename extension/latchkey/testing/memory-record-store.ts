import type { RecordStore } from '../broker/ports.ts';

/** A record in memory that keeps copies, as storages do. */
export class MemoryRecordStore implements RecordStore {
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
