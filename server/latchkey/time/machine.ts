import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { type Millis, millis } from './time.ts';

/** What counts time on a machine whatever its wall clock is set to. */
export interface Machine {
  /** Another one after each start of the machine, where the system tells them apart. */
  readonly boot: string;
  /** Since the machine was started, sleep included. */
  readonly uptimeMs: () => Millis;
}

/** The machine that this runs on; containers on one share what it counts. */
export function thisMachine(): Machine {
  return { boot: bootOfLinux() ?? hostname(), uptimeMs: () => millis(uptime() * 1000) };
}

function bootOfLinux(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
