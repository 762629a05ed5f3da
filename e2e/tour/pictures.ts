import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';

export interface Frame {
  readonly width: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

/** Takes a picture of a page in a frame of its own, and leaves the page as it was. */
export type TakePicture = (name: string, page: Page, frame: Frame) => Promise<string>;

/** Writes the pictures into a folder. @returns for each what to say about it. */
export function pictures(folder: string): TakePicture {
  return async (name, page, { width, height, scheme = 'light' }) => {
    const before = page.viewportSize();
    // A tab behind another one is not painted to its full height.
    await page.bringToFront();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: height ?? (await heightAt(page, width)) });
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    if (before) await page.setViewportSize(before);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.png`), picture);
    return `picture ${join(folder, `${name}.png`)}`;
  };
}

/** How high its content is at this width. */
async function heightAt(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 100 });
  return page.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
}
