import { serverPermission } from 'latchkey/account';

/** The origin of the one server that this build belongs to. */
export const serverOrigin: string = __LATCHKEY_SERVER__;

/** The permission to talk to it. */
export const permission = serverPermission(serverOrigin);
