import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that can be filled without harm to anybody else. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves not a page of it. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Why there is none to test with, or `null`; CI may not skip, so there it is an error. */
export function smallDiskMissing(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-disk-'));
  const { status } = mount(folder);
  if (status === 0) unmount(folder);
  rmdirSync(folder);
  if (status === 0) return null;
  const reason = 'this account may not mount a disk in memory (Linux, as root)';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

export async function startSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-disk-'));
  const { status, stderr } = mount(folder);
  if (status !== 0) throw new Error(`mount failed: ${stderr}`);
  // A database may run as somebody else.
  await chmod(folder, 0o777);
  const filling = join(folder, 'filling');
  return {
    folder,
    async fill() {
      const file = await open(filling, 'a');
      try {
        for (;;) await file.write(Buffer.alloc(4096));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
      } finally {
        await file.close();
      }
    },
    free: () => rm(filling),
    async remove() {
      unmount(folder);
      await rmdir(folder);
    },
  };
}

const mount = (folder: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'latchkey-test', folder], { encoding: 'utf8' });

/** Whatever is still written to it. */
const unmount = (folder: string) => spawnSync('umount', ['--lazy', folder]);
