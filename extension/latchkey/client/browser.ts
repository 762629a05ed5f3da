/**
 * The browser's API for extensions: `browser` where there is one, whose functions give promises under Firefox's Manifest
 * V2 too. Nothing of it is there in plain Node, where builds import what they build.
 * A script of a page that has defined a `browser` of its own has no runtime id in it.
 */
export const browser: typeof chrome = globalThis.browser?.runtime?.id
  ? globalThis.browser
  : globalThis.chrome;
