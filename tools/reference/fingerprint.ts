import { createHash } from 'node:crypto';
import { posix } from 'node:path';

/**
 * Says which declarations a door's page was made from: it differs where a signature or a docstring does that somebody
 * can see who imports the door, and nowhere else.
 * @param files declarations by their path, with imports of `.js`
 */
export function fingerprint(door: string, files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const file of [...reachable(door, files)].sort()) hash.update(`${file}\n${textOf(file, files)}`);
  return hash.digest('hex');
}

function reachable(door: string, files: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, imported = ''] of textOf(file, files).matchAll(
      /(?:from |import\()['"](\.[^'"]+)\.js['"]/g,
    )) {
      visit(posix.join(posix.dirname(file), `${imported}.d.ts`));
    }
  };
  visit(door);
  return found;
}

function textOf(file: string, files: ReadonlyMap<string, string>): string {
  const text = files.get(file);
  if (text === undefined) throw new Error(`There are no declarations ${file}.`);
  // A comment ends its lines as its source does, which on Windows may be otherwise.
  return text.replaceAll('\r\n', '\n');
}
