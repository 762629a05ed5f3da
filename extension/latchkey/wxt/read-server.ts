const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * A server's address as the configuration names it.
 * @throws Error in one line that says what is wrong with it: in a browser it would look like a dead network
 */
export function readServer(written: string | undefined): URL {
  if (written === undefined)
    throw new Error("latchkey: { server: 'https://…' } is missing in wxt.config.ts.");
  if (!URL.canParse(written)) throw new Error(`latchkey: "${written}" is no URL.`);
  const url = new URL(written);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return url;
  throw new Error(`latchkey: "${written}" has to be https, or http on this machine.`);
}
