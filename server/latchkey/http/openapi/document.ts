import type { Env, Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import { defaultExtensionOrigin } from '../../config/settings.ts';
import { refreshCookieName } from '../response/refresh-cookie.ts';
import { completed } from './complete.ts';

/** The part of OpenAPI 3.1 that the routes here make use of. */
export type ApiDocument = Awaited<ReturnType<typeof generateSpecs>>;

const ownTags: readonly { readonly name: string; readonly description?: string }[] = [
  { name: 'Signing in', description: 'From nobody to a session, by a password or on a page of the server' },
  { name: 'Session', description: 'What keeps a session, narrows its token and ends it' },
  { name: 'Account', description: 'What a person sees and changes of their own account' },
  { name: 'Operation', description: 'For operators, and for services beside this one' },
];

const description = `Access tokens are bearer tokens of at most five minutes. The refresh token is in an HttpOnly cookie that only
/auth sees, and is bound to a key: each refresh shows a DPoP proof (RFC 9449). Every failure is an RFC 9457 problem
with a stable code.`;

/**
 * The API document of an application, from the schemas that its routes validate with; made once, on first use.
 * @param tags headings of modules, after the library's own
 * @param app is asked late, since the route that serves the document is part of it
 */
export function createApiDocument<E extends Env>(
  app: () => Hono<E>,
  publicUrl: string,
  tags: readonly string[] = [],
): () => Promise<ApiDocument> {
  let document: Promise<ApiDocument> | undefined;
  return () => {
    document ??= generateSpecs(app(), {
      documentation: {
        info: {
          title: 'Latchkey',
          version: '1',
          description,
          license: { name: 'MIT', identifier: 'MIT' },
        },
        tags: [...ownTags, ...tags.map((name) => ({ name }))],
        servers: [{ url: publicUrl }],
        components: {
          securitySchemes: {
            accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'RFC 9068' },
            refreshCookie: {
              type: 'apiKey',
              in: 'cookie',
              name: refreshCookieName(publicUrl, defaultExtensionOrigin),
              description: 'The end of its name tells servers and extensions apart',
            },
            client: { type: 'http', scheme: 'basic', description: 'RFC 6749 section 2.3.1' },
            proof: { type: 'apiKey', in: 'header', name: 'DPoP', description: 'RFC 9449' },
          },
        },
      },
      // The key set's path ends in .json, which would pass for a static file.
      excludeStaticFile: false,
      defaultValidationErrorResponse: false,
    }).then(completed);
    return document;
  };
}
