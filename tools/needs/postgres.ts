import { constants } from 'node:fs';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from '../extension-build/chromium-candidates.ts';
import { installDebianPackage } from './debian.ts';
import type { Installation } from './installation.ts';

/** Where Debian keeps the programs of each version, which are on nobody's PATH. */
const DEBIAN = '/usr/lib/postgresql';
const CLUSTERS = '/etc/postgresql-common/createcluster.conf';

export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const debian = versions.map((version) => join(DEBIAN, version, 'bin', 'postgres'));
  for (const path of [...debian, ...onPath(process.env, ['postgres'])]) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The programs alone: the tests start a PostgreSQL of their own, and nobody has asked for one that runs all the time. */
export async function installPostgres(): Promise<Installation> {
  const common = await installDebianPackage('postgresql-common');
  if (common.status === 'failed') return common;
  const settings = await readFile(CLUSTERS, 'utf8').catch(() => '');
  const others = settings.replaceAll(/^#?\s*create_main_cluster\s*=.*$/gm, '');
  await writeFile(CLUSTERS, `${others.trimEnd()}\ncreate_main_cluster = false\n`);
  return installDebianPackage('postgresql');
}
