import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { identityOf, passkeysOf } from '../../accounts/account-ways.ts';
import type { Identity } from '../../accounts/identity.ts';
import type { Ceremony } from '../../flows/passkey.ts';
import type { FlowRecord } from '../../flows/record.ts';
import { passkeyScript } from '../pages/passkey-script.ts';
import { addWay } from './add-way.ts';
import type { FlowContext } from './flow-context.ts';
import type { Finding } from './found.ts';

/** A name, and an answer with a certificate in it at the most. */
const FORM_BYTES = 32 * 1024;

/** What a passkey may be called; more is no name. */
const NAME_LENGTH = 60;

/** Asks for a passkey, or for a new one where that is what the flow is for. */
export async function passkeyPage(context: FlowContext, c: Context, record: FlowRecord): Promise<Response> {
  const { flows } = context;
  const { purpose, state } = record;
  const { options, challenge } = await ceremonyFor(context, record);
  const visit = { way: 'passkey', state: challenge, kept: {} };
  const { outcome } = await flows.apply(record.id, { type: 'leave', visit });
  if (outcome.type === 'refused') {
    if (outcome.reason === 'too-many-visits') {
      return context.choice(c, record, { why: outcome.reason, way: 'passkey' }, 429);
    }
    return c.redirect(context.pathOf(c, record, '/done'), 303);
  }
  const failed = state.status === 'pending' && state.failure?.way === 'passkey' ? state.failure : null;
  const { id: flow, label } = record;
  return context.page(c, { shows: 'passkey', flow, purpose, options, label, failure: failed });
}

async function ceremonyFor({ passkeys, accounts }: FlowContext, { purpose }: FlowRecord): Promise<Ceremony> {
  if (purpose.type === 'sign-in') return passkeys.request(null);
  const owner = await accounts.find(purpose.owner.username);
  const theirs = owner === null ? [] : passkeysOf(owner);
  return purpose.type === 'add-way' ? passkeys.creation(purpose.owner, theirs) : passkeys.request(theirs);
}

/** What the page's script sends, and the script. */
export function passkeyAnswers(context: FlowContext, finding: Finding) {
  const { accountWays, flows, passkeys } = context;

  async function takeNew(
    c: Context,
    record: FlowRecord,
    owner: Identity,
    name: string,
    answer: string,
    challenge: string,
  ) {
    const made = await passkeys.made(answer, challenge);
    if (!(await context.isStillSignedIn(record))) {
      await flows.apply(record.id, { type: 'deny' });
      return c.redirect(context.pathOf(c, record, '/done'), 303);
    }
    const outcome = await addWay(context, c, owner, { type: 'passkey', ...made, name });
    if (outcome !== 'added') {
      await context.fail(c, record, 'passkey', outcome);
      return c.redirect(context.pathOf(c, record), 303);
    }
    await flows.apply(record.id, { type: 'complete' });
    return c.redirect(context.pathOf(c, record, '/done'), 303);
  }

  async function take(c: Context, record: FlowRecord, answer: string, challenge: string) {
    const what = { type: 'passkey' as const, credentialId: await passkeys.nameOf(answer) };
    const there = await accountWays.find(what);
    if (there === null || there.way.type !== 'passkey') {
      await context.fail(c, record, 'passkey', 'passkey-unknown');
      return c.redirect(context.pathOf(c, record), 303);
    }
    const counter = await passkeys.used(answer, challenge, there.way);
    const identity = identityOf(there.user);
    await accountWays.used(identity, what, counter);
    const found = { type: 'account', identity, password: null, passkey: what.credentialId } as const;
    return finding.found(c, record, 'passkey', found, true);
  }

  return new Hono()
    .get('/sign-in/assets/passkey.js', (c) =>
      c.body(passkeyScript, 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'max-age=300',
      }),
    )
    .post('/sign-in/:id/with/passkey', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      context.requireClick(c);
      const record = await context.flowOf(c, c.req.param('id'));
      if (record instanceof Response) return record;
      const { state } = record;
      const asked = state.status === 'pending' && state.visit?.way === 'passkey' ? state.visit : null;
      const challenge = asked?.state ?? '';
      // A challenge is good once.
      const { outcome } = await flows.apply(record.id, { type: 'return', way: 'passkey', state: challenge });
      if (outcome.type !== 'returned') return c.redirect(context.pathOf(c, record), 303);
      const { credential, name } = await c.req.parseBody();
      const answer = typeof credential === 'string' ? credential : '';
      const called = (typeof name === 'string' ? name.trim() : '').slice(0, NAME_LENGTH) || record.label;
      try {
        return record.purpose.type === 'add-way'
          ? await takeNew(c, record, record.purpose.owner, called, answer, challenge)
          : await take(c, record, answer, challenge);
      } catch (cause) {
        await context.failed(c, record, 'passkey', cause);
        return c.redirect(context.pathOf(c, record), 303);
      }
    });
}
