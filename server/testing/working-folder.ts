import { fileURLToPath } from 'node:url';

/** Where the commands of package.json run. */
export const workingFolder = fileURLToPath(new URL('../../', import.meta.url));
