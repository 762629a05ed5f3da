/** In the world of the extension's content scripts, which no page reaches and which an update begins anew. */
const mark: unique symbol = Symbol.for('latchkey.content-script');

/**
 * Whether this content script is the first of its version in this page. After an update of the extension, a page that is
 * still loading may get it twice: from the browser, and from `reinjectContentScripts`.
 * @example
 * if (onceInPage()) run();
 */
export function onceInPage(world: { [mark]?: true } = globalThis as { [mark]?: true }): boolean {
  if (world[mark]) return false;
  world[mark] = true;
  return true;
}
