import * as v from 'valibot';
import { commaList } from './comma-list.ts';

/** Who may ask whether a token is good. */
export interface IntrospectionClient {
  readonly id: string;
  readonly secret: string;
}

/** Long enough that nobody guesses it, so that no limit on guessing is needed: 128 bits even in hex. */
const CLIENT = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9._~-]{32,128})$/;

/** `NAME:SECRET`, comma-separated; nobody for an empty text. */
export const introspectionClients = v.pipe(
  v.string(),
  v.rawTransform<string, readonly IntrospectionClient[]>(({ dataset, addIssue, NEVER }) => {
    const entries = commaList(dataset.value);
    const clients = entries.flatMap((entry) => {
      const [, id, secret] = CLIENT.exec(entry) ?? [];
      return id === undefined || secret === undefined ? [] : [{ id, secret }];
    });
    if (clients.length === entries.length) return clients;
    addIssue({ message: 'not a list of clients' });
    return NEVER;
  }),
);
