import type { Theatre } from './screen.ts';

/** What the server itself shows, wide and narrow. */
export async function serverPages({ browser, server, look }: Theatre): Promise<void> {
  const page = await browser.context.newPage();
  for (const [name, path] of [
    ['landing', '/'],
    ['article', '/try'],
    ['docs', '/docs'],
  ] as const) {
    await page.setViewportSize({ width: 960, height: 720 });
    await page.goto(server.url + path);
    await look(`page-${name}`, page);
    await page.setViewportSize({ width: 320, height: 640 });
    await look(`page-${name}-narrow`, page);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overhang > 0) throw new Error(`${path} scrolls sideways by ${overhang} px.`);
  }
}
