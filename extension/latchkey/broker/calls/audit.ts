import * as v from 'valibot';
import type { DeniedRequest } from '../../protocol/messages.ts';
import type { Shelf } from '../ports.ts';
import { remember } from './denied-requests.ts';

const stored = v.array(
  v.object({ at: v.number(), sender: v.string(), request: v.string(), reason: v.string() }),
);

/** The calls that were denied, kept beyond the worker's life. */
export interface Audit {
  record(entry: DeniedRequest): void;
  read(): Promise<readonly DeniedRequest[]>;
}

export function createAudit(shelf: Shelf): Audit {
  let ring: Promise<readonly DeniedRequest[]> | null = null;
  const load = () =>
    shelf.load().then(
      (value) => {
        const parsed = v.safeParse(stored, value);
        return parsed.success ? parsed.output : [];
      },
      () => [],
    );

  return {
    record(entry) {
      ring ??= load();
      ring = ring.then((before) => {
        const after = remember(before, entry);
        if (after !== before) shelf.save(after).catch(() => {});
        return after;
      });
    },
    read() {
      ring ??= load();
      return ring;
    },
  };
}
