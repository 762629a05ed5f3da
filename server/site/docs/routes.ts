import { Hono } from 'hono';
import type { ApiDocument } from 'latchkey-server/module';
import { docsPage } from './page.ts';
import { pagePolicy } from './style.ts';

/** GET /docs: what the API is, for people. */
export function docsRoute({ apiDocument }: { readonly apiDocument: () => Promise<ApiDocument> }) {
  return new Hono().get('/docs', async (c) => {
    c.header('Content-Security-Policy', pagePolicy);
    return c.html(docsPage(await apiDocument()));
  });
}
