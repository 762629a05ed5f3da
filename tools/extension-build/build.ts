import { spawn } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '../repository.ts';
import { fingerprint } from './fingerprint.ts';

export interface BuildSettings {
  /** The one server that the extension is for; only its origin counts. */
  readonly serverUrl: URL;
  /** The folder that gets one folder per browser; relative to the repository. */
  readonly outDir: string;
  readonly browser: 'chrome' | 'firefox';
}

export interface UnpackedExtension {
  /** The absolute folder to load, with manifest.json in it. */
  readonly folder: string;
  /** False when what lay there was up to date. */
  readonly built: boolean;
}

/** The extension does not build; `output` is all that the build said. */
export class BuildFailed extends Error {
  override name = 'BuildFailed' as const;
  readonly output: string;

  constructor(output: string) {
    super('The extension could not be built.');
    this.output = output;
  }
}

/** The absolute folder that a build with these settings ends up in. */
export function unpackedFolder({ outDir, browser }: Pick<BuildSettings, 'outDir' | 'browser'>): string {
  return join(resolve(repositoryRoot, outDir), `${browser}-mv3`);
}

/**
 * Builds the unpacked extension, unless the one in the folder was built from the same sources and settings.
 * @throws {BuildFailed}
 */
export async function buildExtension(settings: BuildSettings): Promise<UnpackedExtension> {
  const outDir = resolve(repositoryRoot, settings.outDir);
  const folder = unpackedFolder(settings);
  const record = `${folder}.built-from`;
  const environment = buildEnvironment(settings, outDir);
  const wanted = await fingerprint(repositoryRoot, environment);
  if (await isFresh(folder, record, wanted)) return { folder, built: false };
  await runBuild(settings.browser, environment);
  await writeFile(record, wanted);
  return { folder, built: true };
}

function buildEnvironment(settings: BuildSettings, outDir: string): Record<string, string> {
  return {
    // A test runner's NODE_ENV would make a development build of it.
    NODE_ENV: 'production',
    LATCHKEY_PUBLIC_URL: settings.serverUrl.origin,
    LATCHKEY_EXTENSION_OUT: outDir,
  };
}

async function isFresh(folder: string, record: string, wanted: string): Promise<boolean> {
  const builtFrom = await readFile(record, 'utf8').catch(() => undefined);
  if (builtFrom !== wanted) return false;
  return access(join(folder, 'manifest.json')).then(
    () => true,
    () => false,
  );
}

async function runBuild(browser: string, environment: Record<string, string>): Promise<void> {
  const wxt = join(repositoryRoot, 'node_modules/wxt/bin/wxt.mjs');
  const child = spawn(process.execPath, [wxt, 'build', '--browser', browser, '--mv3'], {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new BuildFailed(`${out}${err}`.trim());
}
