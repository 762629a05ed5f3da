import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPublicClientProvider } from 'latchkey/test-servers';
import { buildOtherBackend, type OtherBackendBuild } from '../../tools/other-backend/build.ts';
import { extensionId } from './extension-id.ts';

/** The example of other people's servers, unpacked in a folder of its own. */
export async function unpackOwnBackend(
  settings: Omit<OtherBackendBuild, 'folder'>,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-own-backend-'));
  await buildOtherBackend({ ...settings, folder });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The key by which a Chromium gives an unpacked extension our id. */
export async function keyOf(unpacked: string): Promise<string> {
  return JSON.parse(await readFile(join(unpacked, 'manifest.json'), 'utf8')).key;
}

export const startProvider = (redirectUri = `https://${extensionId}.chromiumapp.org/`) =>
  startPublicClientProvider({ redirectUris: [redirectUri] });
