import { type Context, Hono } from 'hono';
import { article } from './article.ts';
import { assets } from './asset.ts';
import { landing } from './landing.ts';
import { chooseLanguage, type Language } from './language.ts';
import type { Markup } from './layout.ts';

export interface PagesRouteDeps {
  /** Absolute path of the unpacked extension, where there is one on this machine. */
  readonly extensionFolder: string | null;
  readonly isFromThisMachine: (c: Context) => boolean;
}

/** Everything the pages need is from this server, and nothing of it is inline. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GET / and GET /try: what this is, how to install it, and something to try it on. */
export function pagesRoute({ extensionFolder, isFromThisMachine }: PagesRouteDeps) {
  return new Hono()
    .get('/', (c) => {
      // A path of this machine is of use to nobody else, and tells them what they need not know.
      const folder = isFromThisMachine(c) ? extensionFolder : null;
      return page(c, (language) => landing({ language, extensionFolder: folder }));
    })
    .get('/try', (c) => page(c, article))
    .get('/pages/:asset', (c, next) => {
      const asset = assets.get(c.req.param('asset'));
      if (asset === undefined) return next();
      return c.body(asset.body, 200, { 'Content-Type': asset.type, 'Cache-Control': 'max-age=300' });
    });
}

function page(c: Context, draw: (language: Language) => Markup) {
  c.header('Content-Security-Policy', policy);
  c.header('Vary', 'Accept-Language');
  return c.html(draw(chooseLanguage(c.req.header('Accept-Language'))));
}
