interface Identified {
  readonly id: number;
}

/** The least that asks the worker through a port: a number for each question, which comes back with its answer. */
export function barePort<Reply extends Identified>(name = ''): () => Promise<Reply> {
  const waiting = new Map<number, (reply: Reply) => void>();
  let port: chrome.runtime.Port | undefined;
  let lastId = 0;

  /** A port ends with its worker, and a new one starts the next. */
  function open(): chrome.runtime.Port {
    const opened = chrome.runtime.connect({ name });
    opened.onMessage.addListener((reply: Reply) => {
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    });
    opened.onDisconnect.addListener(() => {
      port = undefined;
    });
    return opened;
  }

  return () =>
    new Promise((answered) => {
      lastId += 1;
      waiting.set(lastId, answered);
      port ??= open();
      port.postMessage({ id: lastId });
    });
}
