import { packLibraries } from './pack/pack.ts';

/** `npm run pack`: both libraries as npm would publish them, in .output/packages. */
for (const { name, version, tarball, bytes, files } of await packLibraries()) {
  console.log(`${name} ${version}: ${files.length} files, ${Math.ceil(bytes / 1000)} kB`);
  console.log(`  in your project: npm install ${tarball}`);
}
