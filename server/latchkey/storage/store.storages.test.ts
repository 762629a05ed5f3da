import { afterAll, beforeAll, describe, test } from 'vitest';
import { storageContract } from './contract.ts';
import { type SharedStorage, startStorage, storageKinds } from './testing/storages.ts';

describe.each(storageKinds)('$name', (kind) => {
  const { missing } = kind;
  describe.skipIf(missing !== null)(missing ?? 'a storage', () => {
    let shared: SharedStorage;
    beforeAll(async () => {
      shared = await startStorage(kind);
    });
    // It closes all that was opened.
    afterAll(() => shared.stop());

    const { promises } = storageContract({
      servers: kind.name === 'memory' ? 'one' : 'many',
      open: (options) => shared.open(options),
    });
    for (const { name, keeps } of promises) test(name, keeps, 30_000);
  });
});
