import type { WireMessage } from '../protocol/messages.ts';
import { createOutbox } from '../protocol/outbox.ts';
import { PORT_NAME, type PortReply } from '../protocol/port-messages.ts';
import { browser } from './browser.ts';

/**
 * How long a port may say nothing to a call before that is sent as a message too, and up to twice as long, since one
 * timer watches over all. Almost all are answered in a hundredth of it, and what a slower one costs is one message more.
 */
const SILENCE_MS = 250;
/** How often a port that answers others meanwhile, as in a burst, is waited for again. */
const MOST_WAITS = 8;

/** Within which there has to be a call, or the port is closed: one that is open keeps Firefox's event page awake. */
const IDLE_MS = 2_000;

interface Waiting {
  readonly message: WireMessage;
  /** How often it was left to wait on. */
  waits: number;
  answered(reply: unknown): void;
  /** The port will not answer it any more. */
  lost(): void;
}

interface Connection {
  readonly port: chrome.runtime.Port;
  /** What it has not answered, by id. */
  readonly waiting: Map<string, Waiting>;
  readonly post: (call: Waiting) => void;
  /** How many it has been asked and has answered so far. */
  calls: number;
  answers: number;
  watched: boolean;
}

let open: Connection | null = null;
let cloned: boolean | null = null;

/**
 * Whether messages are cloned, so that they may hold bytes, as in Firefox and in a Chromium whose manifest asks for it
 * (`message_serialization`); otherwise they are JSON. `false` where nobody is there to be connected to.
 */
export function messagesAreCloned(): boolean {
  if (cloned === null) connect();
  return cloned ?? false;
}

/** JSON has no circles, whatever a page has taught it by a `toJSON`. The background ignores what is no list of calls. */
function takesMoreThanJson(port: chrome.runtime.Port): boolean {
  const circle: { self?: unknown } = Object.create(null);
  circle.self = circle;
  try {
    port.postMessage(circle);
    return true;
  } catch {
    return false;
  }
}

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
  let alone = true;
  const mine: Waiting = {
    message,
    waits: 0,
    answered(reply) {
      alone = false;
      resolve(reply);
    },
    lost() {
      if (!alone) return;
      alone = false;
      const beaten = (): void => {
        // Slower than what was sent so much later: it is taken for dead, and the next call gets another one.
        if (isUnanswered(connection, mine)) close(connection);
      };
      sendMessage().finally(beaten).then(resolve, reject);
    },
  };
  connection.waiting.set(message.id, mine);
  connection.calls += 1;
  connection.post(mine);
  return promise;
}

const isUnanswered = ({ waiting }: Connection, call: Waiting): boolean =>
  waiting.get(call.message.id) === call;

/** Sends the other way too what the port leaves without an answer for too long. */
function watch(connection: Connection): void {
  // One timer for all: a page that makes a call at a time would set and clear one for each.
  if (connection.watched) return;
  connection.watched = true;
  const { waiting, answers } = connection;
  const posted = [...waiting.values()];
  setTimeout(() => {
    connection.watched = false;
    // A worker that answers lives, and has what it was asked.
    const silent = connection.answers === answers;
    for (const call of posted) {
      if (!isUnanswered(connection, call)) continue;
      call.waits += 1;
      if (silent || call.waits === MOST_WAITS) call.lost();
    }
    if (waiting.size > 0) watch(connection);
  }, SILENCE_MS);
}

/** @returns `null` where there is nobody to connect to any more */
function connect(): Connection | null {
  try {
    const port = browser.runtime.connect({ name: PORT_NAME });
    const post = createOutbox<Waiting>((calls) => {
      try {
        port.postMessage(calls.map(({ message }) => message));
        watch(connection);
      } catch {
        close(connection);
      }
    });
    const connection: Connection = { port, waiting: new Map(), post, calls: 0, answers: 0, watched: false };
    port.onMessage.addListener((replies: readonly PortReply[]) => {
      for (const { id, reply } of replies) {
        connection.answers += 1;
        const asked = connection.waiting.get(id);
        connection.waiting.delete(id);
        asked?.answered(reply);
      }
    });
    port.onDisconnect.addListener(() => {
      // What nobody has read, Chromium writes to the page's console.
      void browser.runtime?.lastError;
      close(connection);
    });
    addEventListener('pagehide', leave);
    closeWhenIdle(connection);
    open = connection;
    cloned ??= takesMoreThanJson(port);
    return connection;
  } catch {
    return null;
  }
}

function closeWhenIdle(connection: Connection): void {
  const { calls } = connection;
  setTimeout(() => {
    if (open !== connection) return;
    if (connection.calls === calls) close(connection);
    else closeWhenIdle(connection);
  }, IDLE_MS);
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
