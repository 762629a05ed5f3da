#!/usr/bin/env node
import { makeKey } from './cli/make-key.ts';
import { extensionId } from './wxt/extension-id.ts';

/** `npx latchkey key`: a key that fixes an extension's id in Chromium, and that id. */
if (process.argv[2] === 'key' && process.argv.length === 3) {
  const key = makeKey();
  process.stdout.write(`key: ${key}\nid:  ${extensionId(key)}\n`);
} else {
  process.stderr.write('latchkey key    makes a key that fixes the id of an extension in Chromium\n');
  process.exitCode = 2;
}
