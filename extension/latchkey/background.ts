export { createInProcessAccountClient, createInProcessClient } from './platform/in-process-client.ts';
export { reinjectContentScripts } from './platform/reinject.ts';
export { startBroker, startBrokerWith } from './platform/start-broker.ts';
