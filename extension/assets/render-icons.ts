/**
 * Renders `latchkey.svg` to the PNG files under `public/icon`, in colour and, for the signed-out toolbar, in grey.
 * Run it after changing the drawing: `node extension/assets/render-icons.ts`. CHROMIUM names the browser to use.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright';

const sizes = [16, 32, 48, 128];
const looks = [
  { suffix: '', filter: 'none' },
  { suffix: '-grey', filter: 'grayscale(1) brightness(1.15)' },
];

const svg = await readFile(new URL('latchkey.svg', import.meta.url));
const source = `data:image/svg+xml;base64,${svg.toString('base64')}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
for (const { suffix, filter } of looks) {
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>body{margin:0}img{display:block;filter:${filter}}</style><img src="${source}" width="${size}" height="${size}">`,
    );
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(`../public/icon/${size}${suffix}.png`, import.meta.url), png);
  }
}
await browser.close();
