/** Origin of the server that this build belongs to; set by LATCHKEY_PUBLIC_URL in wxt.config.ts. */
declare const __LATCHKEY_SERVER__: string;

/** True only in a build for the end-to-end tests, which could not look inside the panel otherwise. */
declare const __LATCHKEY_OPEN_SHADOW__: boolean;
