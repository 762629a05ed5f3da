import type { Context } from 'hono';
import type { FlowRecord } from '../../flows/record.ts';
import type { WebsiteWay } from '../../flows/way.ts';
import type { FlowContext } from './flow-context.ts';
import type { Finding } from './found.ts';

/** Looks whose session the website has with this browser, and asks them; or says where to begin one. */
export async function websitePage(
  context: FlowContext,
  finding: Finding,
  c: Context,
  record: FlowRecord,
  { id, name, signInUrl, who }: WebsiteWay,
): Promise<Response> {
  const { state } = record;
  const identity = await who(c.req.raw);
  if (identity === null) return context.page(c, { shows: 'website', flow: record.id, name, signInUrl });
  const asked = state.status === 'found' && state.found.type === 'identity' ? state.found.identity : null;
  // Nothing is written for who is asked already.
  if (asked?.id === identity.id) return c.redirect(context.pathOf(c, record), 303);
  return finding.found(c, record, id, { type: 'identity', identity });
}
