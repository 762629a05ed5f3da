import { answerOf } from '../broker/calls/answer-of.ts';
import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { browser } from '../client/browser.ts';
import { PORT_NAME, type PortReply } from '../protocol/port-reply.ts';

/**
 * The same as `answerMessages`, for what comes through a port. Who has opened it is the sender of each of its messages;
 * other extensions and pages would come by `onConnectExternal`, which nobody listens to.
 */
export function answerPorts(dispatch: Dispatch): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PORT_NAME) return;
    const { sender } = port;
    let connected = true;
    port.onDisconnect.addListener(() => {
      connected = false;
      // What nobody has read, Chromium writes to the console.
      void browser.runtime.lastError;
    });
    port.onMessage.addListener((message: unknown) => {
      const answer = answerOf(dispatch, message, sender);
      if (answer === null) return;
      const { id } = message as PortReply;
      void answer.then((reply) => {
        // Whoever has left the port has gone, or has asked the other way.
        if (connected) port.postMessage({ id, reply } satisfies PortReply);
      });
    });
  });
}
