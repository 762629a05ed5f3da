import { spawn } from 'node:child_process';
import { outsideSettings } from './outside-settings.ts';
import { workingFolder } from './working-folder.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the server's entry point until it ends by itself; one that has not after 20 s is killed, with the code `null`. */
export function ended(settings: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: workingFolder,
    env: { ...outsideSettings(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}
