import { defineExtensionMessaging } from '@webext-core/messaging';

interface Protocol {
  token(): string;
}

export const { sendMessage, onMessage } = defineExtensionMessaging<Protocol>();
