import { parseMessage } from '../../protocol/messages.ts';
import { encodeReply } from '../../protocol/wire.ts';
import type { Dispatch } from './dispatcher.ts';

/**
 * What a message is answered with, as the browser carries it, whichever way it has come.
 * @returns `null` for what is not addressed to the broker
 */
export function answerOf(dispatch: Dispatch, message: unknown, sender: unknown): Promise<unknown> | null {
  const parsed = parseMessage(message);
  if (parsed.type === 'foreign') return null;
  const cloned = parsed.type === 'call' && parsed.message.cloned !== undefined;
  return dispatch(parsed, sender).then((reply) => encodeReply(reply, cloned));
}
