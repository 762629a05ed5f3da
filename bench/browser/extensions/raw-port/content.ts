import { expose } from '../calls.ts';

interface Reply {
  readonly id: number;
  readonly value: unknown;
}

const waiting = new Map<number, (value: unknown) => void>();
let port: chrome.runtime.Port | undefined;
let lastId = 0;

/** A port ends with its worker, and a new one starts the next. */
function open(): chrome.runtime.Port {
  const opened = chrome.runtime.connect();
  opened.onMessage.addListener(({ id, value }: Reply) => {
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  opened.onDisconnect.addListener(() => {
    port = undefined;
  });
  return opened;
}

expose({
  token: () =>
    new Promise((answered) => {
      lastId += 1;
      waiting.set(lastId, answered);
      port ??= open();
      port.postMessage({ id: lastId });
    }),
});
