/**
 * The broker, for the background script.
 * @module
 */

export type { Broker } from './broker/broker.ts';
export type { Dispatch } from './broker/calls/dispatcher.ts';
export {
  createInProcessAccountClient,
  createInProcessClient,
  type Self,
} from './platform/in-process-client.ts';
export { reinjectContentScripts } from './platform/reinject.ts';
export {
  type BrokerStart,
  type BrokerStartBase,
  type StartedBroker,
  startBroker,
  startBrokerWith,
} from './platform/start-broker.ts';
