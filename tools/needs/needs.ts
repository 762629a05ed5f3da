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
  program('Redis', 'redis-server', 'redis-server'),
  // What the files of examples/deploy are tried with.
  program('nginx', 'nginx', 'nginx-light'),
  program('OpenSSL', 'openssl', 'openssl'),
  program('systemd-analyze', 'systemd-analyze', 'systemd'),
  { name: 'PostgreSQL', find: findPostgres, install: installPostgres },
  { name: 'Firefox', find: () => findFirefox(), install: () => installDebianPackage('firefox-esr') },
];

async function findUsableChromium(): Promise<string | undefined> {
  const search = await findChromium();
  return search.status === 'found' ? search.path : undefined;
}

function program(name: string, command: string, debianPackage: string): Need {
  return { name, find: () => findCommand(command), install: () => installDebianPackage(debianPackage) };
}

async function findCommand(command: string): Promise<string | undefined> {
  for (const path of onPath(process.env, [command])) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
