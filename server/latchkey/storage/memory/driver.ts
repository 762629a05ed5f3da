import { createStorage } from 'unstorage';
import memoryDriver from 'unstorage/drivers/memory';
import type { OpenOptions, OpenStorage } from '../open.ts';
import { alone } from '../single-process.ts';
import { unstorageStore } from '../unstorage-store.ts';
import { memoryAtomic } from './atomic.ts';

/** Everything in this process, gone with it. For tests and for trying things out. */
export function openMemory({ clock }: Pick<OpenOptions, 'clock'>): OpenStorage & { kind: 'memory' } {
  const driver = memoryDriver();
  const storage = createStorage({ driver });
  const items = driver.getInstance?.() as Map<string, unknown>;
  const store = unstorageStore(storage, memoryAtomic(items, clock), () => storage.dispose());
  return { kind: 'memory', store, coherence: alone };
}
