declare const __LATCHKEY_SERVER__: string;

/** The origin of the one server that this build belongs to; set by LATCHKEY_PUBLIC_URL at build time. */
export const serverOrigin: string = __LATCHKEY_SERVER__;
