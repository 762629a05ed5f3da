import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentScriptRule } from 'latchkey/policy';

/** What other people's content scripts typically may: the tests of the client run where those do. */
const rule: ContentScriptRule = {
  pages: 'any',
  frames: 'top',
  calls: ['abort', 'state'],
  routes: [
    { method: 'GET', path: '/api/me' },
    { method: 'GET', path: '/api/notes' },
    { method: 'POST', path: '/api/notes' },
    { method: 'DELETE', path: '/api/notes/:id' },
  ],
  headers: 'any',
  tokens: [],
};

/** Gives the sample in this folder a rule for content scripts; as it is shipped it has none. */
export async function letContentScriptsCall(folder: string): Promise<void> {
  const file = join(folder, 'background.js');
  // The library has an empty list too, for whoever gives no policy.
  const [before, after, ...more] = (await readFile(file, 'utf8')).split('],contentScripts:[]');
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} does not say once what content scripts may do.`);
  }
  await writeFile(file, `${before}],contentScripts:[${JSON.stringify(rule)}]${after}`);
}
