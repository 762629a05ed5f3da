import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { onPath } from './chromium-candidates.ts';

/** The program of a Firefox that takes temporary add-ons: LATCHKEY_FIREFOX, else the system's; undefined for none. */
export async function findFirefox(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const named = environment.LATCHKEY_FIREFOX;
  for (const path of named ? [named] : firefoxCandidates(platform, environment)) {
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return undefined;
}

function firefoxCandidates(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications/Firefox.app/Contents/MacOS/firefox'];
    case 'win32':
      return [`${environment.PROGRAMFILES}\\Mozilla Firefox\\firefox.exe`];
    default:
      return onPath(environment, ['firefox', 'firefox-esr']);
  }
}
