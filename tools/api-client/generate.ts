import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiDocument, fingerprint } from './document.ts';

/**
 * Makes `openapi.d.ts` again, after the document has changed: `node tools/api-client/generate.ts`. openapi-typescript is
 * fetched for it, since it brings a TypeScript of its own.
 */
const folder = mkdtempSync(join(tmpdir(), 'latchkey-api-'));
const document = await apiDocument();
writeFileSync(join(folder, 'openapi.json'), document);
const made = spawnSync(
  'npx',
  [
    '--yes',
    '-p',
    'openapi-typescript@7.13.0',
    '-p',
    'typescript@5',
    'openapi-typescript',
    'openapi.json',
    '-o',
    'openapi.d.ts',
  ],
  { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
);
if (made.status !== 0) process.exit(1);
const types = readFileSync(join(folder, 'openapi.d.ts'), 'utf8');
writeFileSync(join(import.meta.dirname, 'openapi.d.ts'), fingerprint(document) + types);
rmSync(folder, { recursive: true });
process.exit(0);
