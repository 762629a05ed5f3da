import { type Context, Hono } from 'hono';
import { article } from './article.ts';
import { assets } from './asset.ts';
import { landing } from './landing.ts';
import { chooseLanguage, type Language } from './language.ts';
import type { Markup } from './layout.ts';

export interface PagesRouteDeps {
  /** Absolute path of the unpacked extension, where there is one on this machine. */
  readonly extensionFolder: string | null;
  /** The network address a request comes from. */
  readonly clientAddress: (c: Context) => string;
}

/** Everything the pages need is from this server, and nothing of it is inline. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GET / and GET /try: what this is, how to install it, and something to try it on. */
export function pagesRoute({ extensionFolder, clientAddress }: PagesRouteDeps) {
  return new Hono()
    .get('/', (c) => {
      // A path of this machine is of use to nobody else, and tells them what they need not know.
      const folder = isLoopback(clientAddress(c)) ? extensionFolder : null;
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

/** RFC 1122 section 3.2.1.3 and RFC 4291 section 2.5.3, also as an IPv4-mapped address. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
