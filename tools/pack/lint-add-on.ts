import { runCommand } from './run-command.ts';

/** What Mozilla's linter says about an unpacked extension: the codes of its warnings. @throws {CommandFailed} for an error */
export async function lintAddOn(folder: string): Promise<string[]> {
  const said = await runCommand(folder, 'npx', ['--yes', 'addons-linter@10', '--output', 'json', '.']);
  const { warnings }: { warnings: readonly { code: string }[] } = JSON.parse(said);
  return warnings.map(({ code }) => code);
}
