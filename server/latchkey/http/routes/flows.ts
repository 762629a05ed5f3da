import { Hono } from 'hono';
import * as v from 'valibot';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Owners } from '../../accounts/owners.ts';
import { hasPasswordOf } from '../../accounts/password-mark.ts';
import type { Proof } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { Flows } from '../../flows/flows.ts';
import { type Approval, type FlowId, type FlowRecord, flowId } from '../../flows/record.ts';
import type { FlowOutcome } from '../../flows/transition.ts';
import type { SignInWay } from '../../flows/way.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { SessionId, SessionRecord } from '../../session/record.ts';
import type { Sessions } from '../../session/sessions.ts';
import { type MakeRoomDeps, makeRoom } from '../make-room.ts';
import { type OpenFlowDeps, openedEntries, openFlow } from '../open-flow.ts';
import { describe } from '../openapi/describe.ts';
import { deviceLabel, labelSchema } from '../request/device-label.ts';
import { idParam } from '../request/id-param.ts';
import { type ProvenDeps, proven } from '../request/proven.ts';
import { json } from '../request/validate.ts';
import type { RespondWithTokens } from '../response/token-pair.ts';
import { tokenResponseSchema } from '../response/token-response.ts';

export interface FlowsRouteDeps extends MakeRoomDeps, OpenFlowDeps, ProvenDeps {
  readonly ways: readonly SignInWay[];
  readonly flows: Flows;
  readonly signInCode: 'on' | 'off';
  readonly rateLimits: RateLimits;
  readonly sessions: Pick<Sessions, 'newId' | 'start' | 'end' | 'read' | 'endSurplus'>;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly owners: Owners;
  readonly observer: Pick<Observer, 'signedIn' | 'sessionEnded'>;
  readonly respondWithTokens: RespondWithTokens;
}

/** RFC 8628 section 3.2: seconds between two claims, for who has no better sign that it is time. */
const INTERVAL_SECONDS = 5;

const flowParam = idParam('is no flow id');

const beginSchema = v.strictObject({
  way: v.optional(v.pipe(v.string(), v.maxLength(64, 'is too long'))),
  label: v.optional(labelSchema),
});

const begunSchema = v.object({
  id: v.string(),
  ...openedEntries,
  user_code: v.optional(
    v.pipe(
      v.string(),
      v.description('What the page asks for where it has not the cookie (RFC 8628 section 3.2)'),
    ),
  ),
  interval: v.pipe(v.number(), v.description('Seconds between two claims (RFC 8628 section 3.2)')),
});

const waysSchema = v.object({
  ways: v.array(
    v.object({
      id: v.string(),
      kind: v.picklist(['password', 'redirect', 'passkey', 'website']),
      name: v.pipe(v.string(), v.description('What is on the button; empty for what is no provider')),
    }),
  ),
});

/** /auth/ways and /auth/flows: what signing in by a page in a tab needs of the extension, at both of its ends. */
export function flowsRoute(deps: FlowsRouteDeps) {
  const { ways, flows, sessions, clientAddress } = deps;
  const inTab = (id: string) => ways.some((way) => way.id === id && way.kind !== 'password');

  return new Hono()
    .get(
      '/auth/ways',
      describe({
        tag: 'Signing in',
        summary: 'The ways of signing in that are offered',
        success: {
          status: 200,
          description: 'The ways, in the order in which to show them',
          schema: waysSchema,
        },
        problems: ['origin_not_allowed'],
      }),
      (c) =>
        c.json({
          ways: ways.map((way) => ({
            id: way.id,
            kind: way.kind,
            name: 'name' in way ? way.name : '',
          })),
        }),
    )
    .post(
      '/auth/flows',
      describe({
        tag: 'Signing in',
        auth: 'proof',
        summary: 'Begins signing in on a page of the server, in a tab of this browser',
        description: 'The cookie that comes with the answer ties the page to this browser.',
        success: {
          status: 201,
          description: 'The page, and how to go on',
          schema: begunSchema,
          cookie: true,
        },
        problems: [
          'invalid_request',
          'invalid_dpop_proof',
          'use_dpop_nonce',
          'origin_not_allowed',
          'not_found',
          'rate_limited',
        ],
      }),
      json(beginSchema),
      async (c) => {
        const { way = null, label } = c.req.valid('json');
        if (way !== null && !inTab(way)) {
          throw new Problem('not_found', { detail: 'This way of signing in is not offered.' });
        }
        const { jkt } = await proven(deps, c, () => deps.rateLimits.consumeFlow(clientAddress(c)));
        const { record, page } = await openFlow(deps, c, {
          jkt,
          purpose: { type: 'sign-in', toAdd: null },
          way,
          withCode: deps.signInCode === 'on',
          label: deviceLabel(label, c.req.header('User-Agent')),
        });
        return c.json(
          {
            id: record.id as string,
            ...page,
            interval: INTERVAL_SECONDS,
            ...(record.code !== null && { user_code: record.code }),
          },
          201,
        );
      },
    )
    .post(
      '/auth/flows/:id/claim',
      describe({
        tag: 'Signing in',
        auth: 'proof',
        summary: 'The pair of a flow that was approved',
        description:
          'For the key that began the flow. Until the approval the codes of RFC 8628 section 3.5. A lost answer is given again.',
        success: {
          status: 200,
          description: 'The pair; the refresh token is in the cookie',
          schema: tokenResponseSchema,
          cookie: true,
        },
        problems: [
          'authorization_pending',
          'slow_down',
          'access_denied',
          'expired_token',
          'invalid_dpop_proof',
          'use_dpop_nonce',
          'origin_not_allowed',
        ],
      }),
      flowParam,
      async (c) => {
        const id = flowId(c.req.valid('param').id);
        const { jkt } = await proven(deps, c, (proof) => admitOwner(deps, id, proof));
        const { record, outcome } = await flows.apply(id, { type: 'claim', jkt, session: sessions.newId() });
        if (record === null || outcome.type !== 'claimed') throw refusal(outcome);
        const session = await begin(deps, record, outcome.approval, outcome.session);
        await makeRoom(deps, c, session);
        if (!outcome.again) deps.observer.signedIn('flow', session, clientAddress(c));
        return deps.respondWithTokens(c, session, 200);
      },
    )
    .delete(
      '/auth/flows/:id',
      describe({
        tag: 'Signing in',
        auth: 'proof',
        summary: 'Gives a flow up',
        success: { status: 204, description: 'Nobody is signed in by it any more' },
        problems: ['invalid_dpop_proof', 'use_dpop_nonce', 'origin_not_allowed'],
      }),
      flowParam,
      async (c) => {
        const id = flowId(c.req.valid('param').id);
        try {
          await proven(deps, c, (proof) => admitOwner(deps, id, proof));
        } catch (cause) {
          // Somebody else's, or none: nobody is signed in by it through this caller in any case.
          if (cause instanceof Problem && cause.code === 'expired_token') return c.body(null, 204);
          throw cause;
        }
        await flows.apply(id, { type: 'deny' });
        return c.body(null, 204);
      },
    );
}

/**
 * Whoever asks about a flow that is not theirs, which anybody can do under any id, is told so before anything is written
 * of it. @throws {Problem} `expired_token`, `slow_down`
 */
async function admitOwner({ flows, rateLimits }: FlowsRouteDeps, id: FlowId, { jkt }: Proof): Promise<void> {
  if ((await flows.read(id))?.jkt !== jkt) throw new Problem('expired_token');
  await rateLimits.consumeFlowClaim(id);
}

/**
 * The session of an approved flow. Its id was fixed by the claim, so that a process that died in between, or a second
 * claim beside the first, begins the same one.
 */
async function begin(
  { sessions, accounts, owners, clock }: FlowsRouteDeps,
  { jkt, label }: FlowRecord,
  { identity, account, password }: Approval,
  sid: SessionId,
): Promise<SessionRecord> {
  const owner = await owners.of(identity);
  if (owner === null) throw new Problem('access_denied');
  const session = await sessions.start({ ...owner, jkt, label }, sid);
  // The account may have been removed since the click, or its password changed, before this session could be found and
  // ended.
  const user = account === 'here' ? await accounts.find(identity.username) : null;
  const isTheirs = user !== null && user.id === identity.id && hasPasswordOf(user, password);
  const gone = account === 'here' && !isTheirs;
  if (gone) await sessions.end(sid, 'admin');
  const over = session.status !== 'active' || clock() >= session.absoluteUntil;
  if (gone || over) throw new Problem('expired_token');
  return session;
}

function refusal(outcome: FlowOutcome): Problem {
  const reason = outcome.type === 'refused' ? outcome.reason : null;
  switch (reason) {
    case 'authorization_pending':
    case 'access_denied':
      return new Problem(reason);
    default:
      return new Problem('expired_token');
  }
}
