import { Hono } from 'hono';
import type { ServerModule } from 'latchkey-server/module';
import { docsRoute } from './docs/routes.ts';
import { pagesRoute } from './routes.ts';

/** The sample server's pages: what this is, something to try it on, and the documentation of the API. */
export const site = ({ extensionFolder }: { readonly extensionFolder: string | null }): ServerModule => ({
  name: 'site',
  routes: ({ apiDocument, isFromThisMachine }) =>
    new Hono()
      .route('/', docsRoute({ apiDocument }))
      .route('/', pagesRoute({ extensionFolder, isFromThisMachine })),
});
