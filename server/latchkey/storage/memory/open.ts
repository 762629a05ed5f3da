import type { OpenOptions, OpenStorage } from '../driver.ts';
import { singleProcess } from '../single-process.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { memoryDriver } from './driver.ts';

/** Everything in this process, gone with it. For tests and for trying things out. */
export function openMemory({ clock }: Pick<OpenOptions, 'clock'>): OpenStorage & { type: 'memory' } {
  return {
    type: 'memory',
    store: unstorageStore(memoryDriver(clock), clock),
    invalidation: singleProcess,
    doubts: [],
  };
}
