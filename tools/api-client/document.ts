import { createHash } from 'node:crypto';
import { testApp } from 'latchkey-server/testing';

/** What a client calls that signs in, stays signed in and signs out. */
const calls: readonly string[] = [
  '/auth/challenge',
  '/auth/register',
  '/auth/refresh',
  '/auth/sessions',
  '/auth/logout',
  '/api/me',
];

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties?: Record<string, unknown> }>>;
  };
}

/** The part of the API document that the client of the test is made from, as JSON text. */
export async function apiDocument(): Promise<string> {
  const app = await testApp({ LATCHKEY_LOG_LEVEL: 'silent' });
  const document: Document = await (await app.request('/openapi.json')).json();
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => calls.includes(path)));
  const schemas = Object.fromEntries(
    Object.entries(document.components.schemas).filter(([name]) =>
      JSON.stringify([paths, document.components.schemas]).includes(`#/components/schemas/${name}"`),
    ),
  );
  // A new code, and another word for what it is, make no other client.
  Object.assign(schemas.Problem?.properties ?? {}, { code: { type: 'string' } });
  const client = { ...document, tags: [], paths, components: { ...document.components, schemas } };
  return `${JSON.stringify(client, (name, value) => (isWords(name, value) ? '' : value), 2)}\n`;
}

const isWords = (name: string, value: unknown) => name === 'description' && typeof value === 'string';

/** Which document the types were made from; stands in their first line. */
export const fingerprint = (document: string): string =>
  `// ${createHash('sha256').update(document).digest('hex')}\n`;
