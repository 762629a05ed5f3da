import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { remoteCode } from '../pack/remote-code.ts';
import { buildOneForAll } from './one-for-all.ts';

test.for(['chrome', 'firefox'] as const)(
  'no script of the extension for %s names code from elsewhere',
  async (browser) => {
    const folder = await buildOneForAll(browser);
    const found: Record<string, string[]> = {};
    let scripts = 0;
    for await (const file of glob('**/*.js', { cwd: folder })) {
      scripts += 1;
      const remote = remoteCode(await readFile(join(folder, file), 'utf8'));
      if (remote.length > 0) found[file] = remote;
    }
    expect(scripts).toBeGreaterThan(3);
    expect(found).toEqual({});
  },
);
