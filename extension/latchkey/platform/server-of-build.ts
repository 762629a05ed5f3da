/** Put in by `latchkey/wxt`, which reads it in wxt.config.ts. */
declare const __LATCHKEY_SERVER__: string | undefined;

/**
 * The server that was named, or else the one that the build is for.
 * @throws TypeError when there is neither
 */
export function serverOrBuilt(named: string | undefined): string {
  const server = named ?? (typeof __LATCHKEY_SERVER__ === 'undefined' ? undefined : __LATCHKEY_SERVER__);
  if (server === undefined)
    throw new TypeError('Latchkey is told no server: pass one, or build with latchkey/wxt.');
  return server;
}
