import { Hono } from 'hono';
import type { ApiDocument } from 'latchkey-server/module';
import { docsPage } from './page.ts';
import { pagePolicy } from './style.ts';

/** GET /docs: what the API is, for people. It is drawn once, since anybody may ask for it as often as they like. */
export function docsRoute({ apiDocument }: { readonly apiDocument: () => Promise<ApiDocument> }) {
  let drawn: Promise<string> | undefined;
  const draw = async () => String(await docsPage(await apiDocument()));

  return new Hono().get('/docs', async (c) => {
    c.header('Content-Security-Policy', pagePolicy);
    drawn ??= draw();
    return c.html(await drawn);
  });
}
