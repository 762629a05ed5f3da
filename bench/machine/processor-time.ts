import { readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms, whatever its clock does (USER_HZ in proc_pid_stat(5)). */
const TICK_MS = 10;

/** Milliseconds that a process has spent on processors, all threads; `null` where the system does not tell. */
export function processTime(pid: number): number | null {
  const fields = read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Milliseconds that a core was busy, for whomever; time that the machine's host took away counts. */
export function coreTime(core: number): number | null {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(read('/proc/stat') ?? '')?.[1];
  if (line === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

/** Resident memory of a process in MiB. */
export function residentMemory(pid: number): number | null {
  const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
