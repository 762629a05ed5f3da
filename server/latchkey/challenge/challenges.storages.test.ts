import { describe, expect, test } from 'vitest';
import { startStorage, storageKinds } from '../storage/testing/storages.ts';
import { make, solved } from './testing/solved.ts';

describe.each(storageKinds)('on $name', (kind) => {
  const { missing } = kind;
  test.skipIf(missing !== null)(
    `two servers take a solution once${missing === null ? '' : ` (${missing})`}`,
    async () => {
      const shared = await startStorage(kind);
      try {
        const one = make((await shared.open()).store);
        const two = make((await shared.open()).store);
        const solution = await solved(one);
        const results = await Promise.allSettled(
          [one, two, one, two].map((server) => server.spend(solution)),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      } finally {
        await shared.stop();
      }
    },
  );
});
