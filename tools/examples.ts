import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTypes } from './pack/check-types.ts';
import { type InstalledExample, installExample } from './pack/install.ts';
import { packLibraries } from './pack/pack.ts';
import { zippedManifest } from './pack/zipped-manifest.ts';

/** `npm run examples`: what takes too long for each `npm test`, for both versions of WXT that are supported. */
const folder = await mkdtemp(join(tmpdir(), 'latchkey-examples-'));
try {
  const packed = await packLibraries(join(folder, 'packages'));
  for (const name of ['wxt', 'wxt-react']) {
    const example = await installExample(name, packed, join(folder, name));
    await step(`${name}: builds for Chromium`, () => example.script('build'));
    await step(`${name}: builds for Firefox, Manifest V2`, () => firefox(example));
    await step(`${name}: builds for Firefox, Manifest V3`, () => firefox(example, '--mv3'));
    await step(`${name}: its types hold`, () => nothing(checkTypes(example, 'bundler')));
    await step(`${name}: its key is in the folder and in no zip`, async () => {
      const [, key = ''] = /key: (\S+)/.exec(await example.program('latchkey', ['key'])) ?? [];
      await addKey(example, key);
      await example.script('zip');
      const output = join(example.folder, '.output');
      if ('key' in (await zippedManifest(output))) throw new Error('It is in the zip.');
      const unpacked = JSON.parse(await readFile(join(output, 'chrome-mv3/manifest.json'), 'utf8'));
      if (unpacked.key !== key) throw new Error('It is not in the folder.');
    });
    // React's own code assigns to innerHTML, which is what it is warned of.
    const strict = name === 'wxt' ? ['--warnings-as-errors'] : [];
    await step(`${name}: addons-linter finds nothing`, () =>
      example.npx('addons-linter@10', [...strict, '.output/firefox-mv3']),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function firefox(example: InstalledExample, ...more: string[]): Promise<string> {
  return example.program('wxt', ['build', '--browser', 'firefox', ...more]);
}

/** As its README says to do while developing. */
async function addKey({ folder }: InstalledExample, key: string): Promise<void> {
  const config = join(folder, 'wxt.config.ts');
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('latchkey: {', `latchkey: { key: '${key}',`));
}

async function nothing(found: Promise<string[]>): Promise<void> {
  const lines = await found;
  if (lines.length > 0) throw new Error(lines.join('\n'));
}

async function step(title: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    console.log(`✓ ${title}`);
  } catch (error) {
    console.log(`✗ ${title}\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
