/** Origin of the server that this build belongs to; set by LATCHKEY_PUBLIC_URL in wxt.config.ts. */
declare const __LATCHKEY_SERVER__: string;
