import { browser } from '../client/browser.ts';
import { serverOrBuilt } from './server-of-build.ts';

/**
 * The permission to talk to the server, which a user can take back at any time and which Firefox lets them leave
 * out when they install. Without it the server looks as if it were down.
 */
export interface ServerPermission {
  /** Whether the extension has it now. */
  granted(): Promise<boolean>;
  /**
   * Asks the user; resolves with whether the extension has it now. Call it while a click is handled and before
   * anything is awaited, or the browser refuses to ask.
   */
  request(): Promise<boolean>;
  /** Calls the listener after each change of any permission. @returns a function that stops it. */
  onChange(listener: () => void): () => void;
}

/**
 * @param server the server, as `startBroker` is given it; a build by `latchkey/wxt` knows it already
 * @example
 * const permission = serverPermission('https://api.example.com');
 * button.onclick = () => permission.request();
 */
export function serverPermission(server?: string): ServerPermission {
  const wanted = { origins: [hostPattern(new URL(serverOrBuilt(server)))] };
  return {
    granted: () => browser.permissions.contains(wanted),
    request: () => browser.permissions.request(wanted),
    onChange(listener) {
      const changes = [browser.permissions.onAdded, browser.permissions.onRemoved];
      for (const change of changes) change.addListener(listener);
      return () => {
        for (const change of changes) change.removeListener(listener);
      };
    },
  };
}

/** Match patterns have no port. */
function hostPattern({ protocol, hostname }: URL): string {
  return `${protocol}//${hostname}/*`;
}
