/** A folder of `extensions/` that is measured, and what the table calls it. */
export interface Messenger {
  readonly folder: string;
  readonly name: string;
}

export const messengers: readonly Messenger[] = [
  { folder: 'raw-message', name: 'raw runtime.sendMessage' },
  { folder: 'raw-port', name: 'raw port' },
  { folder: 'webext-bridge', name: 'webext-bridge' },
  { folder: 'webext-core', name: '@webext-core/messaging' },
  { folder: 'latchkey', name: 'Latchkey' },
];

export const REFERENCE = 'raw runtime.sendMessage';
