import { expose } from '../calls.ts';

/** Asks nobody: what the others are weighed against. */
expose({ token: async () => undefined });
