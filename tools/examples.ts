import { deepEqual } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTypes } from './pack/check-types.ts';
import { installExample } from './pack/install.ts';
import { lintAddOn } from './pack/lint-add-on.ts';
import { type Packed, packLibraries } from './pack/pack.ts';
import { zipWithKey } from './pack/zip-with-key.ts';

const examples = ['wxt', 'wxt-react'];
const versionsOfWxt = ['^0.20.27', '^0.21.4'];
/** React's own code assigns to innerHTML, in as many places as its version has. */
const warnings: Readonly<Record<string, readonly string[]>> = { 'wxt-react': ['UNSAFE_VAR_ASSIGNMENT'] };

/** `npm run examples`: what takes too long for each `npm test`, for both versions of WXT that are supported. */
const folder = await mkdtemp(join(tmpdir(), 'latchkey-examples-'));
try {
  const packed = await packLibraries(join(folder, 'packages'));
  for (const name of examples) for (const wxt of versionsOfWxt) await tryOut(name, wxt, packed);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function tryOut(name: string, wxt: string, packed: readonly Packed[]): Promise<void> {
  const example = await installExample(name, packed, join(folder, `${name}-${wxt}`), { wxt });
  const build = (...args: string[]) => example.program('wxt', ['build', '--browser', ...args]);
  const step = (title: string, work: () => Promise<unknown>) => tell(`${name}, WXT ${wxt}: ${title}`, work);
  await step('builds for Chromium', () => example.script('build'));
  await step('builds for Firefox, Manifest V2', () => build('firefox'));
  await step('builds for Firefox, Manifest V3', () => build('firefox', '--mv3'));
  await step('its types hold', async () => deepEqual(await checkTypes(example, 'bundler'), []));
  await step('its key is in the folder and in no zip', async () => {
    const { made, unpacked, zipped } = await zipWithKey(example);
    deepEqual({ unpacked, zipped }, { unpacked: made, zipped: undefined });
  });
  for (const output of ['firefox-mv2', 'firefox-mv3']) {
    await step(`addons-linter finds nothing in ${output}`, async () =>
      deepEqual([...new Set(await lintAddOn(join(example.folder, '.output', output)))], warnings[name] ?? []),
    );
  }
}

async function tell(title: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    console.log(`✓ ${title}`);
  } catch (error) {
    console.log(`✗ ${title}\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
