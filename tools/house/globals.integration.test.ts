import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryRoot } from '../repository.ts';

/** A half by its folder, with the sources that the lines stand among: what they import must not bring a global along. */
const halves = [
  {
    half: 'extension/latchkey',
    among: ['broker', 'policy', 'protocol'],
    right: ['new URL(await (await fetch("/")).text())', 'crypto.subtle'],
    wrong: ['chrome', 'browser', 'document', 'window', 'process', 'Buffer'],
  },
  {
    half: 'extension',
    among: ['entrypoints', '../.wxt/wxt.d.ts', 'build-constants.d.ts'],
    right: ['document.title = String(chrome.runtime.id)'],
    wrong: ['Deno'],
  },
  {
    half: 'server',
    among: ['main.ts', 'admin.ts'],
    right: ['process.stdout.write("")'],
    wrong: ['chrome', 'browser', 'document', 'window'],
  },
];

test.each(halves)('$half sees no globals but its own: not $wrong', async ({ half, among, right, wrong }) => {
  const errors = await compile(join(repositoryRoot, half), among, [...wrong, ...right]);
  expect(errors).toEqual(
    wrong.map((name, index) =>
      expect.stringMatching(`^line\\.ts\\(${index + 1},1\\): .* find name '${name}'`),
    ),
  );
});

/** What the compiler says about lines of code in this project. */
async function compile(project: string, among: string[], lines: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-globals-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'line.ts'), `${lines.join(';\n')};\nexport {};\n`);
  const configuration = {
    extends: join(project, 'tsconfig.json'),
    include: ['line.ts', ...among.map((path) => join(project, path))],
    compilerOptions: { typeRoots: [join(repositoryRoot, 'node_modules/@types')] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const tsc = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const ended = promisify(execFile)(process.execPath, [tsc, '--noEmit', '-p', folder], { cwd: folder });
  const { stdout } = await ended.catch((error: { stdout: string }) => error);
  return stdout.split('\n').filter((line) => line !== '');
}
