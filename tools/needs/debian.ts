import { existsSync } from 'node:fs';
import type { Installation } from './installation.ts';
import { runInstaller } from './run-installer.ts';

/** Whether packages can be installed here with apt-get as it is: a Debian, and root. */
export const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;

const environment = { DEBIAN_FRONTEND: 'noninteractive' };
let updated: Promise<Installation> | undefined;

/** Installs a Debian package; the package lists are brought up to date once per run. */
export async function installDebianPackage(name: string): Promise<Installation> {
  if (!isDebianRoot) return { status: 'failed', reason: `install the package ${name} by hand and run again` };
  updated ??= apt('update');
  const update = await updated;
  if (update.status === 'failed') return update;
  return apt('install', '--yes', '--no-install-recommends', name);
}

/** Two minutes of waiting for another apt-get on the same machine, instead of failing at once. */
function apt(...args: string[]): Promise<Installation> {
  return runInstaller('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], environment);
}
