import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ExternalIdentities } from '../../accounts/external-identities.ts';
import { accountName } from '../../accounts/username.ts';
import { Problem } from '../../errors/problem.ts';
import { type Flows, isOfBrowser } from '../../flows/flows.ts';
import {
  type Approval,
  type FlowFailure,
  type FlowId,
  type FlowRecord,
  type Found,
  flowId,
} from '../../flows/record.ts';
import { type FailedWhen, MAX_VISITS } from '../../flows/transition.ts';
import { type RedirectWay, type SignInWay, WayError } from '../../flows/way.ts';
import type { FlowRefusedBecause } from '../../observability/audit.ts';
import type { Log } from '../../observability/log.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { Clock } from '../../time/time.ts';
import type { FlowCookie } from '../flow-cookie.ts';
import { chooseLanguage } from '../pages/language.ts';
import { type SignInView, signInPage } from '../pages/sign-in-page.ts';
import { signInStyle } from '../pages/sign-in-style.ts';
import type { PublicPaths } from '../request/public-path.ts';

export interface SignInPagesDeps {
  readonly ways: readonly SignInWay[];
  readonly flows: Flows;
  readonly flowCookie: FlowCookie;
  readonly externalIdentities: Pick<ExternalIdentities, 'find' | 'findOrCreate'>;
  readonly signup: 'open' | 'closed';
  readonly publicUrl: string;
  readonly publicPaths: PublicPaths;
  readonly rateLimits: Pick<RateLimits, 'limitRegistration' | 'tryConsumeRefusal'>;
  readonly random: (bytes: number) => string;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'flowApproved' | 'flowRefused'>;
  readonly log: Log;
  readonly clientAddress: (c: Context) => string;
}

const policy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

type PageStatus = 200 | 403 | 404 | 429;

/** A form with one ticket in it. */
const FORM_BYTES = 4096;

/**
 * /sign-in: the pages of a flow, in an ordinary tab. They are not behind the guard of /auth, since a person comes to
 * them from the provider, from another site; what guards them is the flow's cookie, and for a click its `Origin`.
 */
export function signInPagesRoute(deps: SignInPagesDeps) {
  const { flows, flowCookie, publicPaths, random, observer, clientAddress } = deps;
  const page = (c: Context, view: SignInView, status?: PageStatus) =>
    pageBelow(publicPaths.prefix(c), c, view, status);
  const redirectWays = deps.ways.filter((way) => way.kind === 'redirect');
  const { origin } = new URL(deps.publicUrl);
  const redirectUri = (c: Context, way: RedirectWay) =>
    `${origin}${publicPaths.prefix(c)}/sign-in/callback/${way.id}`;
  const wayCalled = (id: string) => redirectWays.find((way) => way.id === id);
  const nameOf = (id: string) => wayCalled(id)?.name ?? id;

  /** The flow of this browser, or the page that says why it is none. */
  async function flowOf(c: Context, id: string): Promise<FlowRecord | Response> {
    const record = await flows.read(flowId(id));
    if (record === null || deps.clock() >= record.expiresAt) return page(c, { shows: 'expired' }, 404);
    if (isOfBrowser(record, flowCookie.read(c, record.id))) return record;
    await refused(c, record.id, record.way, 'other-browser');
    return page(c, { shows: 'other-browser' }, 403);
  }

  /**
   * These pages are for anybody, as often as they like, so that what is written of it is counted against the address.
   * @returns whether a line was written
   */
  async function refused(
    c: Context,
    flow: FlowId,
    way: string | null,
    reason: FlowRefusedBecause,
  ): Promise<boolean> {
    const address = clientAddress(c);
    const line = (await deps.rateLimits.tryConsumeRefusal(address)) ? 'written' : 'left out';
    observer.flowRefused({ flow, address }, way, reason, line);
    return line === 'written';
  }

  const pathOf = (c: Context, record: FlowRecord, rest = '') =>
    `${publicPaths.prefix(c)}/sign-in/${record.id}${rest}`;

  const choice = (
    record: FlowRecord,
    failure: (SignInView & { readonly shows: 'choice' })['failure'],
  ): SignInView => ({ shows: 'choice', flow: record.id, ways: redirectWays, failure });

  async function confirmation(
    { id, label }: FlowRecord,
    { found, way, ticket }: FlowRecord['state'] & { readonly status: 'found' },
  ): Promise<SignInView> {
    const identity = found.type === 'identity' ? found.identity : await deps.externalIdentities.find(found);
    return {
      shows: 'confirmation',
      flow: id,
      ticket,
      name: identity?.username ?? (found.type === 'external' ? found.suggestedName : ''),
      fresh: identity === null,
      way: nameOf(way),
      label,
    };
  }

  /** Sends the person to the provider. */
  async function leave(c: Context, record: FlowRecord, way: RedirectWay): Promise<Response> {
    const tooMany = () => page(c, choice(record, { why: 'too-many-visits', way: way.name }), 429);
    // Asked before the provider is: one that is out of order would else be asked without end.
    if (record.visits >= MAX_VISITS) return tooMany();
    const state = `${record.id}.${random(32)}`;
    try {
      const { url, kept } = await way.leave({ redirectUri: redirectUri(c, way), state });
      const { outcome } = await flows.apply(record.id, {
        type: 'leave',
        visit: { way: way.id, state, kept },
      });
      if (outcome.type !== 'refused') return c.redirect(url.href, 303);
      if (outcome.reason === 'too-many-visits') return tooMany();
      return c.redirect(pathOf(c, record, '/done'), 303);
    } catch (cause) {
      await failed(c, record, way.id, cause, 'leaving');
      return c.redirect(pathOf(c, record), 303);
    }
  }

  async function failed(
    c: Context,
    { id }: FlowRecord,
    way: string,
    cause: unknown,
    when: FailedWhen,
  ): Promise<void> {
    if (!(cause instanceof WayError)) throw cause;
    const line = await fail(c, { id }, way, cause.failure, when);
    if (line) deps.log.warn({ err: cause, way }, 'a way of signing in has brought nobody');
  }

  async function fail(
    c: Context,
    { id }: Pick<FlowRecord, 'id'>,
    way: string,
    failure: FlowFailure,
    when: FailedWhen,
  ): Promise<boolean> {
    await flows.apply(id, { type: 'fail', failure: { way, why: failure }, when });
    return refused(c, id, way, failure);
  }

  async function knows(found: Found): Promise<boolean> {
    return (
      found.type === 'identity' ||
      deps.signup === 'open' ||
      (await deps.externalIdentities.find(found)) !== null
    );
  }

  /** Whose account it is; one that is made now counts as a registration. */
  async function identityOf(
    c: Context,
    { jkt }: FlowRecord,
    found: Found,
  ): Promise<Pick<Approval, 'identity' | 'account'>> {
    if (found.type === 'identity') return { identity: found.identity, account: 'elsewhere' };
    const there = await deps.externalIdentities.find(found);
    if (there !== null) return { identity: there, account: 'here' };
    if (deps.signup === 'closed') throw new Problem('signup_closed');
    const attempt = { account: accountName(found.suggestedName), address: clientAddress(c), device: jkt };
    const made = await deps.rateLimits.limitRegistration(attempt, () =>
      deps.externalIdentities.findOrCreate(found),
    );
    return { identity: made, account: 'here' };
  }

  /** A form of these very pages. SameSite keeps the cookie from those of other sites, this from all others. */
  function requireClick(c: Context): void {
    if (c.req.header('Origin') !== origin) {
      throw new Problem('origin_not_allowed', { detail: 'A click on the page itself is needed.' });
    }
  }

  return new Hono()
    .get('/sign-in/assets/page.css', (c) =>
      c.body(signInStyle, 200, {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'max-age=300',
      }),
    )
    .get('/sign-in/callback/:way', async (c) => {
      const way = wayCalled(c.req.param('way'));
      const state = c.req.query('state') ?? '';
      if (way === undefined) return page(c, { shows: 'expired' }, 404);
      const record = await flowOf(c, state.split('.', 1)[0] ?? '');
      if (record instanceof Response) return record;
      const { outcome } = await flows.apply(record.id, { type: 'return', way: way.id, state });
      if (outcome.type !== 'returned') {
        // The back button, a reload, or an answer to somebody else's question: the page shows how things stand.
        await refused(c, record.id, way.id, 'unexpected-return');
        return c.redirect(pathOf(c, record), 303);
      }
      try {
        const callback = new URL(redirectUri(c, way));
        callback.search = new URL(c.req.url).search;
        const { kept } = outcome.visit;
        const found = await way.arrive(callback, { redirectUri: redirectUri(c, way), state }, kept);
        if (found === null || !(await knows(found)))
          await fail(c, record, way.id, 'signup-closed', 'arriving');
        else await flows.apply(record.id, { type: 'find', found, way: way.id, ticket: random(16) });
      } catch (cause) {
        await failed(c, record, way.id, cause, 'arriving');
      }
      return c.redirect(pathOf(c, record), 303);
    })
    .get('/sign-in/:id', async (c) => {
      const record = await flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { state } = record;
      const wanted = record.way === null ? undefined : wayCalled(record.way);
      switch (state.status) {
        case 'pending': {
          if (state.failure !== null) {
            const { why, way } = state.failure;
            return page(c, choice(record, { why, way: nameOf(way) }));
          }
          const [only, ...others] = redirectWays;
          const direct = wanted ?? (others.length === 0 ? only : undefined);
          return direct === undefined ? page(c, choice(record, null)) : leave(c, record, direct);
        }
        case 'found':
          return page(c, await confirmation(record, state));
        default:
          return c.redirect(pathOf(c, record, '/done'), 303);
      }
    })
    .get('/sign-in/:id/ways', async (c) => {
      const record = await flowOf(c, c.req.param('id'));
      return record instanceof Response ? record : page(c, choice(record, null));
    })
    .get('/sign-in/:id/with/:way', async (c) => {
      const record = await flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const way = wayCalled(c.req.param('way'));
      return way === undefined ? page(c, choice(record, null), 404) : leave(c, record, way);
    })
    .post('/sign-in/:id/approve', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      requireClick(c);
      const record = await flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { state } = record;
      const { ticket } = await c.req.parseBody();
      // What is shown is not what was clicked on: the page shows what there is now.
      if (state.status !== 'found' || state.ticket !== ticket) return c.redirect(pathOf(c, record), 303);
      const { identity, account } = await identityOf(c, record, state.found);
      const { outcome } = await flows.apply(record.id, { type: 'approve', ticket, identity, account });
      if (outcome.type === 'done') {
        observer.flowApproved({ flow: record.id, address: clientAddress(c) }, state.way, identity.id);
      }
      return c.redirect(pathOf(c, record, '/done'), 303);
    })
    .post('/sign-in/:id/deny', async (c) => {
      requireClick(c);
      const record = await flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { outcome } = await flows.apply(record.id, { type: 'deny' });
      if (outcome.type === 'done') {
        await refused(c, record.id, record.way, 'denied');
      }
      return c.redirect(pathOf(c, record, '/done'), 303);
    })
    .get('/sign-in/:id/done', async (c) => {
      const record = await flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      switch (record.state.status) {
        case 'approved':
        case 'claimed':
          return page(c, { shows: 'done' });
        case 'denied':
          return page(c, { shows: 'denied' });
        default:
          return c.redirect(pathOf(c, record), 303);
      }
    });
}

function pageBelow(
  base: string,
  c: Context,
  view: SignInView,
  status: PageStatus = 200,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', policy);
  // With none at all a browser would send the forms' `Origin` as null.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Vary', 'Accept-Language');
  return c.html(signInPage(chooseLanguage(c.req.header('Accept-Language')), view, base), status);
}
