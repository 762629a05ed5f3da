import { join } from 'node:path';

/** Names under which a Chromium is on the PATH of a Unix machine, the freest first. */
const commands = [
  'chromium',
  'chromium-browser',
  'chrome-for-testing',
  'google-chrome-for-testing',
  'google-chrome',
];

/**
 * Where a Chromium may be on this machine, the likeliest to load an unpacked extension first. Whether a path
 * exists, and what is behind it, is for the caller to find out.
 */
export function chromiumCandidates(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  switch (platform) {
    case 'darwin':
      return macApplications(environment);
    case 'win32':
      return windowsPrograms(environment);
    default:
      return onPath(environment, commands);
  }
}

/** Every path that a shell would try for these commands, in the order of the commands. */
export function onPath(environment: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const folders = (environment.PATH ?? '').split(':').filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function macApplications(environment: NodeJS.ProcessEnv): string[] {
  const names = ['Chromium', 'Google Chrome for Testing', 'Google Chrome'];
  const folders = ['/Applications', ...(environment.HOME ? [join(environment.HOME, 'Applications')] : [])];
  return names.flatMap((name) =>
    folders.map((folder) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
  );
}

function windowsPrograms(environment: NodeJS.ProcessEnv): string[] {
  const programs = ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe'];
  const folders = [environment.LOCALAPPDATA, environment.PROGRAMFILES, environment['PROGRAMFILES(X86)']];
  return programs.flatMap((program) =>
    folders.filter((folder) => folder !== undefined).map((folder) => `${folder}\\${program}`),
  );
}
