import { type Context, Hono } from 'hono';
import type { FlowRecord } from '../../flows/record.ts';
import { MAX_VISITS } from '../../flows/transition.ts';
import type { RedirectWay } from '../../flows/way.ts';
import type { FlowContext } from './flow-context.ts';
import type { Finding } from './found.ts';

/** Sends the person to the provider. */
export async function leave(
  context: FlowContext,
  c: Context,
  record: FlowRecord,
  way: RedirectWay,
): Promise<Response> {
  const tooMany = () => context.choice(c, record, { why: 'too-many-visits', way: way.id }, 429);
  // Asked before the provider is: one that is out of order would else be asked without end.
  if (record.visits >= MAX_VISITS) return tooMany();
  const state = `${record.id}.${context.random(32)}`;
  try {
    const { url, kept } = await way.leave({ redirectUri: context.redirectUri(c, way), state });
    const visit = { way: way.id, state, kept };
    const { outcome } = await context.flows.apply(record.id, { type: 'leave', visit });
    if (outcome.type !== 'refused') return c.redirect(url.href, 303);
    if (outcome.reason === 'too-many-visits') return tooMany();
    return c.redirect(context.pathOf(c, record, '/done'), 303);
  } catch (cause) {
    await context.failed(c, record, way.id, cause, 'leaving');
    return c.redirect(context.pathOf(c, record), 303);
  }
}

/** Where every provider sends people back to. */
export function callbackPage(context: FlowContext, finding: Finding) {
  return new Hono().get('/sign-in/callback/:way', async (c) => {
    const way = context.wayCalled(c.req.param('way'));
    const state = c.req.query('state') ?? '';
    if (way === undefined) return context.page(c, { shows: 'expired' }, 404);
    const record = await context.flowOf(c, state.split('.', 1)[0] ?? '');
    if (record instanceof Response) return record;
    const { outcome } = await context.flows.apply(record.id, { type: 'return', way: way.id, state });
    if (outcome.type !== 'returned') {
      // The back button, a reload, or an answer to somebody else's question: the page shows how things stand.
      await context.refused(c, record.id, way.id, 'unexpected-return');
      return c.redirect(context.pathOf(c, record), 303);
    }
    try {
      const callback = new URL(context.redirectUri(c, way));
      callback.search = new URL(c.req.url).search;
      const departure = { redirectUri: context.redirectUri(c, way), state };
      const found = await way.arrive(callback, departure, outcome.visit.kept);
      if (found !== null) return await finding.found(c, record, way.id, found);
      await context.fail(c, record, way.id, 'signup-closed');
    } catch (cause) {
      await context.failed(c, record, way.id, cause);
    }
    return c.redirect(context.pathOf(c, record), 303);
  });
}
