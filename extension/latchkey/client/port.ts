import type { WireMessage } from '../protocol/messages.ts';
import { PORT_NAME, type PortReply } from '../protocol/port-reply.ts';
import { browser } from './browser.ts';

/**
 * How long a call is the port's alone. Almost all are answered in a hundredth of it, and what a slower one costs is one
 * message more.
 */
const ALONE_MS = 250;

/** An open port keeps Firefox's event page from sleeping. */
const IDLE_MS = 2_000;

interface Waiting {
  answered(reply: unknown): void;
  /** The port will not answer it any more. */
  lost(): void;
}

interface Connection {
  readonly port: chrome.runtime.Port;
  /** What it has not answered, by id. */
  readonly waiting: Map<string, Waiting>;
}

let open: Connection | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;

/**
 * Asks by a port, which answers in half the time of a message, and which is never trusted: no browser promises to tell
 * that a worker has gone. What it has not answered soon, or can not answer any more, is sent as a message too, under the
 * same id, and a worker that has made the call gives both the one answer. Who answers first is heard.
 * @param message a call that may be made more than once: the next worker does not know what the last one has made
 * @param sendMessage sends it the other way
 */
export function askByPort(message: WireMessage, sendMessage: () => Promise<unknown>): Promise<unknown> {
  const connection = open ?? connect();
  if (!connection) return sendMessage();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const { port, waiting } = connection;
  let alone = true;

  const sendToo = (): void => {
    if (!alone) return;
    alone = false;
    clearTimeout(patience);
    const beaten = (): void => {
      // Slower than what was sent so much later: it is taken for dead, and the next call gets another one.
      if (waiting.get(message.id) === mine) close(connection);
    };
    sendMessage().finally(beaten).then(resolve, reject);
  };
  const patience = setTimeout(sendToo, ALONE_MS);
  const mine: Waiting = {
    answered(reply) {
      alone = false;
      clearTimeout(patience);
      resolve(reply);
    },
    lost: sendToo,
  };
  waiting.set(message.id, mine);
  clearTimeout(idle);
  idle = setTimeout(() => close(connection), IDLE_MS);
  try {
    port.postMessage(message);
  } catch {
    close(connection);
  }
  return promise;
}

/** @returns `null` where there is nobody to connect to any more */
function connect(): Connection | null {
  try {
    const port = browser.runtime.connect({ name: PORT_NAME });
    const connection: Connection = { port, waiting: new Map() };
    port.onMessage.addListener(({ id, reply }: PortReply) => {
      const asked = connection.waiting.get(id);
      connection.waiting.delete(id);
      asked?.answered(reply);
    });
    port.onDisconnect.addListener(() => {
      // What nobody has read, Chromium writes to the page's console.
      void browser.runtime?.lastError;
      close(connection);
    });
    addEventListener('pagehide', leave);
    open = connection;
    return connection;
  } catch {
    return null;
  }
}

function close(connection: Connection): void {
  if (open === connection) open = null;
  connection.port.disconnect();
  const lost = [...connection.waiting.values()];
  connection.waiting.clear();
  for (const each of lost) each.lost();
}

/**
 * A page on its way into the back/forward cache is not answered: what it waits for is sent when it is back and its
 * timers run again.
 */
function leave(): void {
  open?.port.disconnect();
  open = null;
}
