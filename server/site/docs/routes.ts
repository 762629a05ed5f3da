import { Hono } from 'hono';
import { type ApiDocument, describe } from 'latchkey-server/module';
import { docsPage } from './page.ts';
import { pagePolicy } from './style.ts';

/** GET /openapi.json and /docs: what the API is, for machines and for people. */
export function docsRoute({ document }: { readonly document: () => Promise<ApiDocument> }) {
  return new Hono()
    .get(
      '/openapi.json',
      describe({ tag: 'Operation', summary: 'This document', success: { status: 200, is: 'OpenAPI 3.1' } }),
      async (c) => c.json(await document()),
    )
    .get('/docs', async (c) => {
      c.header('Content-Security-Policy', pagePolicy);
      return c.html(docsPage(await document()));
    });
}
