import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, whatever folder the command was started in. */
export const repositoryRoot = fileURLToPath(new URL('../', import.meta.url));
