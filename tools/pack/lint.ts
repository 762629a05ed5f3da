import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall, runCommand } from './run-command.ts';

/** typescript-eslint reads by a TypeScript that has an API. */
const packages = {
  '@eslint/js': '^10',
  eslint: '^10',
  typescript: '~5.9',
  'typescript-eslint': '^8',
};

const config = `
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig([
  { ignores: ['dist', '.output', '.wxt'] },
  js.configs.recommended,
  tseslint.configs.recommended,
]);
`;

/** Takes a folder of sources. @throws {CommandFailed} with what was found */
export type Linter = (sources: string) => Promise<void>;

/**
 * ESLint with the rules that it and typescript-eslint recommend, as most people have it.
 * @param folder gets it
 * @throws {CommandFailed} with what npm said
 */
export async function installLinter(folder: string): Promise<Linter> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: packages }),
  );
  const configFile = join(folder, 'eslint.config.js');
  await writeFile(configFile, config);
  await npmInstall(folder);
  const eslint = join(folder, 'node_modules/eslint/bin/eslint.js');
  return async (sources) => {
    await runCommand(sources, process.execPath, [eslint, '--config', configFile, '--max-warnings=0', '.']);
  };
}
