import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { installDebianPackage, isDebianRoot } from './debian.ts';
import type { Installation } from './installation.ts';
import { runInstaller } from './run-installer.ts';

/**
 * Installs a Chromium for the tests. As root on Debian its own package comes first, since it brings the system
 * libraries along; elsewhere, and where that fails, playwright downloads its build.
 */
export async function installChromium(): Promise<Installation> {
  const attempts = isDebianRoot ? [debianChromium, playwrightChromium] : [playwrightChromium];
  const reasons: string[] = [];
  for (const attempt of attempts) {
    const installation = await attempt();
    if (installation.status === 'installed') return installation;
    reasons.push(installation.reason);
  }
  return {
    status: 'failed',
    reason: `${reasons.join('; ')}. Install Chromium by hand, or name one with LATCHKEY_CHROMIUM`,
  };
}

const debianChromium = () => installDebianPackage('chromium');

function playwrightChromium(): Promise<Installation> {
  const cli = join(repositoryRoot, 'node_modules/playwright/cli.js');
  return runInstaller(process.execPath, [cli, 'install', '--no-shell', '--no-progress', 'chromium']);
}
