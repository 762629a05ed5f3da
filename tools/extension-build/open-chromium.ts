import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { launchArguments } from './launch-arguments.ts';

export interface OpenChromium {
  readonly binary: string;
  readonly extensionFolder: string;
  /** A folder that is kept, so that the next window is still signed in. */
  readonly profile: string;
  readonly pages: readonly string[];
}

export interface ChromiumWindow {
  /** Asks the browser to quit, as closing its last window does; no effect when a person already did. */
  close(): void;
}

/** Opens a window for a person, with the extension loaded. Rejects when the browser can not be started. */
export async function openChromium(options: OpenChromium): Promise<ChromiumWindow> {
  await mkdir(options.profile, { recursive: true });
  const flags = [...launchArguments(options.extensionFolder), `--user-data-dir=${options.profile}`];
  // Detached: Ctrl-C in the terminal is for the server, and must not kill the browser half way through a write.
  const child = spawn(options.binary, [...flags, ...options.pages], { stdio: 'ignore', detached: true });
  await new Promise<void>((started, failed) => child.once('spawn', started).once('error', failed));
  child.unref();
  return { close: () => void child.kill('SIGTERM') };
}
