import type { Ports } from '../broker/ports.ts';
import { browser } from '../client/browser.ts';
import { afterTimeout } from '../protocol/with-deadline.ts';
import { browserAlarm } from './alarm.ts';
import { openDatabase } from './indexed-db.ts';
import { serverPermission } from './permission.ts';
import { createSealer } from './sealer.ts';
import { sessionRecord } from './session-storage.ts';

/** The broker's ports on a browser's APIs. */
export function createBrowserPorts(
  server: string,
  publish: Ports['publish'],
  signInTabs: Ports['signInTabs'],
): Ports {
  const { origin, pathname } = new URL(server);
  const name = `${origin}${pathname}`.replace(/\/$/, '');
  const database = openDatabase(name);
  // A private window (`incognito: split`) has a worker, a cookie jar and an IndexedDB of its own; its name in
  // the one store whose separation nobody promises keeps the two apart there too.
  const area = browser.extension.inIncognitoContext ? 'private' : 'latchkey';
  return {
    clock: {
      now: () => Date.now(),
      after: afterTimeout,
    },
    random: () => Math.random(),
    fetch: (input, init) => fetch(input, init),
    hasNetwork: () => navigator.onLine,
    persisted: database.record('known'),
    sessionScoped: sessionRecord(`${area}.kept ${name}`),
    deniedRequests: sessionRecord(`${area}.audit ${name}`),
    keys: database.keys,
    sealer: createSealer(database.sealingKey),
    alarm: browserAlarm,
    signInTabs,
    publish,
    hostPermission: serverPermission(server).granted,
  };
}
