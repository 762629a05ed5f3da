/** A database that runs on the load's core, beside it. */
export interface Beside {
  /** As in LATCHKEY_STORAGE, with nothing in it. */
  readonly url: string;
  /** The database's, as they are now. */
  processes(): readonly number[];
  stop(): Promise<void>;
}
