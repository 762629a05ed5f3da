import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { FlowId, FlowRecord } from '../flows/record.ts';
import { type Millis, millis, toSeconds } from '../time/time.ts';
import type { PublicPaths } from './request/public-path.ts';

/** Nothing but the pages of a flow sees the cookie, where the prefix does not demand more. */
const PATH = '/sign-in';

export interface FlowCookie {
  write(c: Context, flow: FlowRecord, secret: string, now: Millis): void;
  read(c: Context, id: FlowId): string | undefined;
}

/**
 * One cookie for each flow, so that two at once do not meet. SameSite=Lax: the provider sends the person back across
 * sites, by a plain navigation. It ties a flow to its browser, so that a link to it is worth nothing elsewhere. Over
 * https a neighbouring name of the same domain can not set it either (`__Host-`, RFC 6265bis section 4.1.3.2): somebody
 * who rules one could else put the cookie of their own flow into another's browser, and have them sign it in.
 */
export function createFlowCookie(publicUrl: string, publicPaths: Pick<PublicPaths, 'prefix'>): FlowCookie {
  const onlyFromHere = publicUrl.startsWith('https:');
  const prefix = onlyFromHere ? '__Host-flow-' : 'flow-';
  return {
    write(c, { id, expiresAt }, secret, now) {
      const maxAge = toSeconds(millis(expiresAt - now));
      setCookie(c, prefix + id, secret, {
        path: onlyFromHere ? '/' : publicPaths.prefix(c) + PATH,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
        maxAge,
      });
    },
    read: (c, id) => getCookie(c, prefix + id),
  };
}
