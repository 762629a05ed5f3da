import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { onPath } from '../extension-build/chromium-candidates.ts';
import { findChromium } from '../extension-build/find-chromium.ts';
import { findFirefox } from '../extension-build/find-firefox.ts';
import { installDebianPackage } from './debian.ts';
import { installChromium } from './install-chromium.ts';
import type { Installation } from './installation.ts';
import { findPostgres, installPostgres } from './postgres.ts';

/** A program that tests use and that npm does not bring. */
export interface Need {
  readonly name: string;
  /** Where it is, or undefined. */
  find(): Promise<string | undefined>;
  install(): Promise<Installation>;
}

export const needs: readonly Need[] = [
  { name: 'Chromium', find: findUsableChromium, install: installChromium },
  { name: 'Redis', find: findRedis, install: () => installDebianPackage('redis-server') },
  { name: 'PostgreSQL', find: findPostgres, install: installPostgres },
  { name: 'Firefox', find: () => findFirefox(), install: () => installDebianPackage('firefox-esr') },
];

async function findUsableChromium(): Promise<string | undefined> {
  const search = await findChromium();
  return search.status === 'found' ? search.path : undefined;
}

async function findRedis(): Promise<string | undefined> {
  for (const path of onPath(process.env, ['redis-server'])) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
