import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintAddOn } from '../pack/lint-add-on.ts';
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

test('Mozilla’s linter finds nothing that could be otherwise', async () => {
  expect(await lintAddOn(await buildOneForAll('firefox'))).toEqual([
    // It would go away by asking for Firefox for Android, where nobody has tried it.
    'KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION',
    // What hono/jsx would do for `dangerouslySetInnerHTML`, which nothing here has.
    'UNSAFE_VAR_ASSIGNMENT',
  ]);
});
