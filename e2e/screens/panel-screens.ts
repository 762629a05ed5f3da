import { ada } from '../../server/testing/accounts.ts';
import type { Tab } from '../harness/browser.ts';
import { Screen, type Theatre, wordsOf } from './screen.ts';

/** Pages that make it hard for whoever lives in them. */
const pages = {
  plain: { body: '<h1>An article</h1><p>Words.</p>' },
  dark: { body: '<style>body { background: #111; color: #eee }</style><h1>A dark article</h1>' },
  rtl: { attributes: 'dir="rtl" lang="ar"', body: '<h1>مقالة</h1><p>كلمات.</p>' },
  strict: {
    policy: "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    body: '<h1>A page that lets nothing in</h1>',
  },
  // Rules for everything, as old sites and resets have them.
  loud: {
    body: '<style>* { color: red !important; font-size: 40px !important; all: revert }</style><h1>Loud</h1>',
  },
} satisfies Record<string, { attributes?: string; body: string; policy?: string }>;

const part = 'latchkey-notes';

export async function panelScreens(theatre: Theatre): Promise<void> {
  const { browser, server, language, look } = theatre;
  await servePages(theatre);
  const t = wordsOf(language);
  const { page, notes } = await visit(theatre, 'plain');
  await notes.tabIsThere();
  await look('panel-tab', page, part);
  await notes.open();
  await notes.root.getByText(t('panel.signedOut')).waitFor();
  await look('panel-signed-out', page, notes.frame);

  const popup = new Screen((await browser.popup()).page, language);
  await popup.register(ada);
  await notes.root.getByText(t('panel.empty')).waitFor();
  await look('panel-empty', page, notes.frame);
  const add = async (text: string) => {
    await notes.root.getByLabel(t('panel.newNote')).fill(text);
    await notes.root.getByRole('button', { name: t('panel.add'), exact: true }).click();
  };
  await add('Words, and an address that is long: https://example.org/'.padEnd(200, 'a/b'));
  await notes.root.getByText(t('panel.saved')).waitFor();
  await notes.root.getByLabel(t('panel.newNote')).fill('x'.repeat(1_950));
  await look('panel-notes', page, notes.frame);

  for (const name of ['dark', 'rtl', 'strict', 'loud'] as const) {
    const other = await visit(theatre, name);
    await other.notes.open();
    await other.notes.root.getByText(t('panel.empty')).waitFor();
    await look(`panel-on-${name}`, other.page, other.notes.frame);
    await other.page.close();
  }
  await page.setViewportSize({ width: 320, height: 568 });
  await look('panel-narrow', page, notes.frame);
  await page.setViewportSize({ width: 900, height: 700 });

  await server.stop();
  await add('Written while the server was away.');
  await notes.root.getByText(t('panel.pending')).waitFor();
  await look('panel-pending', page, notes.frame);
  await page.reload();
  await notes.tabIsThere();
  await look('panel-tab-with-count', page, part);
  await notes.open();
  await notes.root.getByText(t('panel.pending')).waitFor();
  await look('panel-not-loaded', page, notes.frame);
}

async function servePages({ browser, site }: Theatre): Promise<void> {
  for (const [name, given] of Object.entries(pages)) {
    const {
      body,
      attributes = 'lang="en"',
      policy,
    }: { body: string; attributes?: string; policy?: string } = given;
    await browser.context.route(site.page(name), (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: policy === undefined ? {} : { 'Content-Security-Policy': policy },
        body: `<!doctype html><html ${attributes}><title>${name}</title>${body}</html>`,
      }),
    );
  }
}

async function visit({ browser, site }: Theatre, name: keyof typeof pages): Promise<Tab> {
  return browser.visit(site.page(name));
}
