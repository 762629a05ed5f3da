import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { flowId } from '../../flows/record.ts';
import { readUserCode } from '../../flows/user-code.ts';
import { createFlowContext, type FlowPagesDeps } from '../flow-pages/flow-context.ts';
import { createFinding } from '../flow-pages/found.ts';
import { passkeyAnswers, passkeyPage } from '../flow-pages/passkey-pages.ts';
import { passwordAnswers, passwordPage } from '../flow-pages/password-pages.ts';
import { callbackPage, leave } from '../flow-pages/provider-pages.ts';
import { websitePage } from '../flow-pages/website-page.ts';
import { signInStyle } from '../pages/sign-in-style.ts';

/** A form with one ticket in it. */
const FORM_BYTES = 4096;

/**
 * /sign-in: the pages of a flow, in an ordinary tab. They are not behind the guard of /auth, since a person comes to
 * them from the provider, from another site; what guards them is the flow's cookie, and for a click its `Origin`.
 */
export function signInPagesRoute(deps: FlowPagesDeps) {
  const context = createFlowContext(deps);
  const finding = createFinding(context);
  const { flows, page, pathOf } = context;

  const app = new Hono();
  // A page of before they were switched off is answered no more.
  if (deps.ways.some(({ kind }) => kind === 'passkey')) app.route('/', passkeyAnswers(context, finding));
  return app
    .get('/sign-in/assets/page.css', (c) =>
      c.body(signInStyle, 200, {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'max-age=300',
      }),
    )
    .route('/', callbackPage(context, finding))
    .route('/', passwordAnswers(context, finding))
    .get('/sign-in/:id', async (c) => {
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { state } = record;
      switch (state.status) {
        case 'pending': {
          if (state.failure !== null) return context.choice(c, record, state.failure);
          const ways = await context.waysFor(record);
          const wanted =
            ways.find(({ id }) => id === record.way) ?? (ways.length === 1 ? ways[0] : undefined);
          if (wanted?.kind === 'redirect') return leave(context, c, record, wanted);
          return wanted === undefined
            ? context.choice(c, record, null)
            : c.redirect(pathOf(c, record, `/with/${wanted.id}`), 303);
        }
        case 'found':
          return page(c, await finding.confirmation(record, state));
        default:
          return c.redirect(pathOf(c, record, '/done'), 303);
      }
    })
    .get('/sign-in/:id/ways', async (c) => {
      const record = await context.flowOf(c, c.req.param('id'));
      return record instanceof Response ? record : context.choice(c, record, null);
    })
    .get('/sign-in/:id/with/:way', async (c) => {
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const id = c.req.param('way');
      const way = (await context.waysFor(record)).find((one) => one.id === id);
      switch (way?.kind) {
        case 'redirect':
          return leave(context, c, record, way);
        case 'passkey':
          return passkeyPage(context, c, record);
        case 'password':
          return passwordPage(context, c, record);
        case 'website':
          return websitePage(context, finding, c, record, way);
        default:
          return context.choice(c, record, null, 404);
      }
    })
    .post('/sign-in/:id/approve', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      context.requireClick(c);
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { ticket } = await c.req.parseBody();
      return finding.agreed(c, record, ticket);
    })
    .post('/sign-in/:id/code', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      context.requireClick(c);
      const id = flowId(c.req.param('id'));
      const { code } = await c.req.parseBody();
      const admitted = await flows.admit(id, readUserCode(typeof code === 'string' ? code : ''));
      if (admitted === null) return page(c, { shows: 'other-browser', flow: id, wrong: true }, 403);
      deps.flowCookie.write(c, admitted.record, admitted.secret, deps.clock());
      return c.redirect(pathOf(c, admitted.record), 303);
    })
    .post('/sign-in/:id/keep', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      context.requireClick(c);
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { ticket } = await c.req.parseBody();
      return finding.keep(c, record, ticket);
    })
    .post('/sign-in/:id/deny', async (c) => {
      context.requireClick(c);
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { outcome } = await flows.apply(record.id, { type: 'deny' });
      if (outcome.type === 'done') await context.refused(c, record.id, record.way, 'denied');
      return c.redirect(pathOf(c, record, '/done'), 303);
    })
    .get('/sign-in/:id/done', async (c) => {
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      switch (record.state.status) {
        case 'approved':
        case 'claimed':
          return page(c, { shows: 'done' });
        case 'completed':
          return page(c, { shows: record.purpose.type === 'add-way' ? 'added' : 'removed' });
        case 'denied':
          return page(c, { shows: record.purpose.type === 'sign-in' ? 'denied' : 'unchanged' });
        default:
          return c.redirect(pathOf(c, record), 303);
      }
    });
}
