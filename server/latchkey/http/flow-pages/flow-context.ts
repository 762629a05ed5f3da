import type { Context } from 'hono';
import type { AccountWays } from '../../accounts/account-ways.ts';
import { passkeysOf, waysOf } from '../../accounts/account-ways.ts';
import type { Accounts, UserRecord } from '../../accounts/accounts.ts';
import type { Authenticate } from '../../accounts/identity.ts';
import type { RemoveAccount } from '../../accounts/remove-account.ts';
import { Problem } from '../../errors/problem.ts';
import { type Flows, isOfBrowser } from '../../flows/flows.ts';
import { createPasskeys } from '../../flows/passkey.ts';
import { type FlowFailure, type FlowId, type FlowRecord, flowId } from '../../flows/record.ts';
import type { FailedWhen } from '../../flows/transition.ts';
import { type RedirectWay, type SignInWay, WayError } from '../../flows/way.ts';
import type { FlowRefusedBecause } from '../../observability/audit.ts';
import type { Log } from '../../observability/log.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { SessionCache } from '../../session/session-cache.ts';
import { endReason } from '../../session/transition.ts';
import type { Clock } from '../../time/time.ts';
import type { FlowCookie } from '../flow-cookie.ts';
import { chooseLanguage } from '../pages/language.ts';
import { type SignInView, signInPage } from '../pages/sign-in-page.ts';
import type { PublicPaths } from '../request/public-path.ts';

export interface FlowPagesDeps {
  readonly ways: readonly SignInWay[];
  readonly flows: Flows;
  readonly flowCookie: FlowCookie;
  readonly accounts: Pick<Accounts, 'find' | 'authenticate'>;
  readonly accountWays: Pick<AccountWays, 'find' | 'findOrCreate' | 'add' | 'used'>;
  readonly removeAccount: RemoveAccount;
  readonly sessionCache: Pick<SessionCache, 'read'>;
  /** Whom a password lets in where accounts are kept elsewhere. */
  readonly authenticate?: Authenticate | undefined;
  readonly signup: 'open' | 'closed';
  readonly publicUrl: string;
  readonly publicPaths: PublicPaths;
  readonly rateLimits: Pick<
    RateLimits,
    'limitRegistration' | 'limitPasswordAttempt' | 'consumeSignIn' | 'tryConsumeRefusal'
  >;
  readonly random: (bytes: number) => string;
  readonly clock: Clock;
  readonly observer: Pick<
    Observer,
    'flowApproved' | 'flowRefused' | 'wayAdded' | 'accountRemoved' | 'sessionEnded'
  >;
  readonly log: Log;
  readonly clientAddress: (c: Context) => string;
}

export type Failure = (SignInView & { readonly shows: 'choice' })['failure'];

/** What the pages of a flow have in common: whose it is, what it offers, and how they say what has gone wrong. */
export function createFlowContext(deps: FlowPagesDeps) {
  const { flows, flowCookie, publicUrl, publicPaths, observer, clientAddress } = deps;
  const redirectWays = deps.ways.filter((way) => way.kind === 'redirect');
  const ofPasskeys = deps.ways.find((way) => way.kind === 'passkey');
  const passkeys = createPasskeys({ publicUrl, siteName: ofPasskeys?.siteName ?? null });

  const { origin } = new URL(publicUrl);
  const page = (c: Context, view: SignInView, status?: PageStatus) =>
    pageBelow(publicPaths.prefix(c), c, view, status);
  const pathOf = (c: Context, record: Pick<FlowRecord, 'id'>, rest = '') =>
    `${publicPaths.prefix(c)}/sign-in/${record.id}${rest}`;
  const wayCalled = (id: string): RedirectWay | undefined => redirectWays.find((way) => way.id === id);

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

  /** What the person may choose from: for an account that has to be confirmed, what it is signed in to by. */
  async function waysFor({ purpose }: FlowRecord): Promise<readonly SignInWay[]> {
    switch (purpose.type) {
      case 'sign-in':
        // An account that is kept elsewhere has no ways here that one could be added to.
        return deps.ways.filter(
          ({ id, kind }) => purpose.toAdd === null || (id !== purpose.toAdd.way && kind !== 'website'),
        );
      case 'add-way':
        return deps.ways.filter(({ kind }) => kind === 'passkey' || kind === 'redirect');
      case 'remove-account': {
        const owner = await deps.accounts.find(purpose.owner.username);
        return deps.ways.filter((way) => owner !== null && opens(owner, way));
      }
    }
  }

  async function fail(
    c: Context,
    { id }: Pick<FlowRecord, 'id'>,
    way: string,
    failure: FlowFailure,
    when: FailedWhen = 'arriving',
  ): Promise<boolean> {
    await flows.apply(id, { type: 'fail', failure: { way, why: failure }, when });
    return refused(c, id, way, failure);
  }

  return {
    ...deps,
    passkeys,
    page,
    pathOf,
    redirectUri: (c: Context, way: RedirectWay) => publicPaths.url(c, `/sign-in/callback/${way.id}`),
    wayCalled,
    refused,
    waysFor,
    fail,
    nameOf(id: string): string {
      const way = deps.ways.find((one) => one.id === id);
      return way !== undefined && 'name' in way ? way.name : id;
    },

    /** The flow of this browser, or the page that says why it is none. */
    async flowOf(c: Context, id: string): Promise<FlowRecord | Response> {
      const record = await flows.read(flowId(id));
      if (record === null || deps.clock() >= record.expiresAt) return page(c, { shows: 'expired' }, 404);
      if (isOfBrowser(record, flowCookie.read(c, record.id))) return record;
      await refused(c, record.id, record.way, 'other-browser');
      return page(
        c,
        { shows: 'other-browser', flow: asksForCode(record) ? record.id : null, wrong: false },
        403,
      );
    },

    /** The page on which the person chooses a way. */
    async choice(
      c: Context,
      record: FlowRecord,
      failure: Failure,
      status: 200 | 404 | 429 = 200,
    ): Promise<Response> {
      const ways = await waysFor(record);
      return page(c, { shows: 'choice', flow: record.id, purpose: record.purpose, ways, failure }, status);
    },

    /** @throws what is no answer of a way */
    async failed(
      c: Context,
      { id }: FlowRecord,
      way: string,
      cause: unknown,
      when: FailedWhen = 'arriving',
    ): Promise<void> {
      if (!(cause instanceof WayError)) throw cause;
      const line = await fail(c, { id }, way, cause.failure, when);
      if (line) deps.log.warn({ err: cause, way }, 'a way of signing in has brought nobody');
    },

    /** Whether the session that began a flow for an account goes on. */
    async isStillSignedIn({ purpose }: FlowRecord): Promise<boolean> {
      if (purpose.type === 'sign-in') return true;
      const session = await deps.sessionCache.read(purpose.session);
      return session !== null && endReason(session, deps.clock()) === null;
    },

    /** A form of these very pages. SameSite keeps the cookie from those of other sites, this from all others. */
    requireClick(c: Context): void {
      if (c.req.header('Origin') !== origin) {
        throw new Problem('origin_not_allowed', { detail: 'A click on the page itself is needed.' });
      }
    },
  };
}

export type FlowContext = ReturnType<typeof createFlowContext>;

/** Whether another cookie jar may still be let in. */
const asksForCode = ({ code, admitted }: FlowRecord): boolean => code !== null && admitted === null;

function opens(owner: UserRecord, way: SignInWay): boolean {
  switch (way.kind) {
    case 'password':
      return owner.password !== null;
    case 'passkey':
      return passkeysOf(owner).length > 0;
    case 'website':
      return false;
    case 'redirect':
      return waysOf(owner).some((one) => one.type === 'provider' && one.way === way.id);
  }
}

type PageStatus = 200 | 403 | 404 | 429;

const policy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** A page of a flow; none has a script but the one that asks for a passkey. */
function pageBelow(
  base: string,
  c: Context,
  view: SignInView,
  status: PageStatus = 200,
): Response | Promise<Response> {
  const scripts = view.shows === 'passkey' ? "; script-src 'self'" : '';
  c.header('Content-Security-Policy', policy + scripts);
  // With none at all a browser would send the forms' `Origin` as null.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Vary', 'Accept-Language');
  return c.html(signInPage(chooseLanguage(c.req.header('Accept-Language')), view, base), status);
}
