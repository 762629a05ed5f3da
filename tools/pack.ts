import { relative } from 'node:path';
import { packLibraries } from './pack/pack.ts';
import { repositoryRoot } from './repository.ts';

/** `npm run pack`: both libraries as npm would publish them, in .output/packages. */
for (const { name, version, tarball, bytes, files } of await packLibraries()) {
  console.log(
    `${name} ${version}: ${files.length} files, ${Math.ceil(bytes / 1000)} kB, ${relative('.', tarball)}`,
  );
}
console.log(`Try one: npm install ${relative('.', repositoryRoot) || '.'}/.output/packages/latchkey-*.tgz`);
