import { AsyncLocalStorage } from 'node:async_hooks';
import type { After } from '../protocol/with-deadline.ts';

const current = new AsyncLocalStorage<After>();
let installed = false;

/**
 * Runs something whose timers belong to a world: `setTimeout`, as the packages call it that the broker is built
 * from, goes by that world's clock in everything that this leads to, and nowhere else.
 */
export function inWorldTime<T>(after: After, run: () => T): T {
  install();
  return current.run(after, run);
}

/** What is not of any world though it is called from one: a server has its own time. */
export const outsideWorlds = <T>(run: () => T): T => current.exit(run);

/** Once for all worlds; whoever is in none of them has the timers that were there before. */
function install(): void {
  if (installed) return;
  installed = true;
  const { setTimeout, clearTimeout } = globalThis;
  Object.defineProperties(globalThis, {
    setTimeout: {
      ...Object.getOwnPropertyDescriptor(globalThis, 'setTimeout'),
      value: Object.assign((run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
        const after = current.getStore();
        return after ? after(ms, () => run(...given)) : setTimeout(run, ms, ...given);
      }, setTimeout),
    },
    clearTimeout: {
      ...Object.getOwnPropertyDescriptor(globalThis, 'clearTimeout'),
      // A world's timer is the function that cancels it.
      value: (timer: NodeJS.Timeout | (() => void) | undefined) =>
        typeof timer === 'function' ? timer() : clearTimeout(timer),
    },
  });
}
