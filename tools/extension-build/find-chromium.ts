import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { chromiumCandidates } from './chromium-candidates.ts';
import { judgeChromium } from './judge-chromium.ts';

export type ChromiumSearch =
  | { readonly status: 'found'; readonly path: string; readonly version: string }
  /** The only one there can not load an unpacked extension by itself. */
  | { readonly status: 'refused'; readonly path: string; readonly reason: string }
  | { readonly status: 'missing'; readonly reason: string };

/**
 * Looks for a Chromium that loads an unpacked extension when it is started: the one named by
 * LATCHKEY_CHROMIUM, else playwright's own, else the system's.
 */
export async function findChromium(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<ChromiumSearch> {
  const named = environment.LATCHKEY_CHROMIUM;
  if (named) {
    if (await isExecutable(named)) return look(named, platform);
    return { status: 'missing', reason: `LATCHKEY_CHROMIUM names ${named}, which is no program.` };
  }
  // Whoever names a browser, or wants none, is spared the loading of all that playwright is.
  const { chromium } = await import('playwright');
  let refused: ChromiumSearch | undefined;
  for (const path of [chromium.executablePath(), ...chromiumCandidates(platform, environment)]) {
    if (!(await isExecutable(path))) continue;
    const search = await look(path, platform);
    if (search.status === 'found') return search;
    refused ??= search;
  }
  return refused ?? { status: 'missing', reason: 'No Chromium was found on this machine.' };
}

async function look(path: string, platform: NodeJS.Platform): Promise<ChromiumSearch> {
  const verdict = judgeChromium(path, platform === 'win32' ? undefined : await versionLine(path));
  switch (verdict.status) {
    case 'usable':
      return { status: 'found', path, version: verdict.version };
    case 'refused':
      return { status: 'refused', path, reason: verdict.reason };
  }
}

async function versionLine(path: string): Promise<string> {
  const run = promisify(execFile)(path, ['--version'], { timeout: 10_000 });
  return run.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
