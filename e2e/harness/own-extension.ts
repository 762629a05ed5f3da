import { cp, glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installExample } from '../../tools/pack/install.ts';
import { packLibraries } from '../../tools/pack/pack.ts';

/** The server that the examples are written for. */
const written = 'http://localhost:8787';

/**
 * Installs an example of somebody else's extension from the packed library, and builds it by its own script, for a
 * server and under our id.
 * @param name of the example @param folder gets everything @param ours an extension whose id it takes
 * @returns the unpacked extension
 */
export async function buildOwnExtension(
  name: string,
  folder: string,
  serverUrl: string,
  ours: string,
): Promise<string> {
  const packed = await packLibraries(join(folder, 'packages'));
  const example = await installExample(name, packed, join(folder, 'example'));
  for await (const file of glob('**/*.ts', {
    cwd: example.folder,
    exclude: (path) => path === 'node_modules',
  })) {
    const path = join(example.folder, file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(written, serverUrl));
  }
  await example.script('build');
  const built = join(folder, 'unpacked');
  // Where Vite builds to, and where WXT does.
  const [output = ''] = await Array.fromAsync(glob('{dist,.output/chrome-mv3}', { cwd: example.folder }));
  await cp(join(example.folder, output), built, { recursive: true });
  const manifest = JSON.parse(await readFile(join(built, 'manifest.json'), 'utf8'));
  const { key } = JSON.parse(await readFile(join(ours, 'manifest.json'), 'utf8'));
  await writeFile(join(built, 'manifest.json'), JSON.stringify({ ...manifest, key }));
  return built;
}
