import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { identityOf } from '../../accounts/account-ways.ts';
import { passwordMark } from '../../accounts/password-mark.ts';
import { presentedPasswordSchema } from '../../accounts/password-rules.ts';
import { accountName } from '../../accounts/username.ts';
import { Problem } from '../../errors/problem.ts';
import type { FlowFailure, FlowRecord, Found } from '../../flows/record.ts';
import type { FlowContext } from './flow-context.ts';
import type { Finding } from './found.ts';

const FORM_BYTES = 8 * 1024;

const formSchema = v.object({
  username: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  password: presentedPasswordSchema,
});

/** The form for username and password, for whoever is on the page already. */
export async function passwordPage(context: FlowContext, c: Context, record: FlowRecord): Promise<Response> {
  const { state } = record;
  const failed = state.status === 'pending' && state.failure?.way === 'password' ? state.failure : null;
  return show(context, c, record, failed?.why ?? null);
}

/** What is typed into it. There is no proof of work here, but few flows for one address, and the limits on guesses. */
export function passwordAnswers(context: FlowContext, finding: Finding) {
  async function authenticate(
    c: Context,
    { jkt }: FlowRecord,
    form: v.InferOutput<typeof formSchema>,
  ): Promise<Found> {
    const address = context.clientAddress(c);
    await context.rateLimits.consumeSignIn(address);
    const attempt = { account: accountName(form.username), address, device: jkt };
    return context.rateLimits.limitPasswordAttempt(attempt, async () => {
      if (context.authenticate) {
        const identity = await context.authenticate(form);
        if (identity === null) throw new Problem('invalid_credentials');
        return { type: 'identity', identity };
      }
      const user = await context.accounts.authenticate(form.username, form.password);
      return { type: 'account', identity: identityOf(user), password: passwordMark(user.password) };
    });
  }

  return new Hono().post('/sign-in/:id/with/password', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
    context.requireClick(c);
    const record = await context.flowOf(c, c.req.param('id'));
    if (record instanceof Response) return record;
    if (!(await context.waysFor(record)).some(({ kind }) => kind === 'password')) {
      return context.choice(c, record, null, 404);
    }
    const form = v.safeParse(formSchema, await c.req.parseBody());
    if (!form.success) return show(context, c, record, 'wrong-password');
    try {
      return await finding.found(c, record, 'password', await authenticate(c, record, form.output), true);
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      // Told and not kept: anybody can go on with it for as long as they like.
      if (cause.code === 'rate_limited') return show(context, c, record, 'too-many-guesses');
      if (cause.code !== 'invalid_credentials') throw cause;
      await context.fail(c, record, 'password', 'wrong-password');
      return c.redirect(context.pathOf(c, record, '/with/password'), 303);
    }
  });
}

function show(
  context: FlowContext,
  c: Context,
  { id: flow, label, purpose }: FlowRecord,
  why: FlowFailure | null,
): Response | Promise<Response> {
  const failure = why === null ? null : { way: 'password', why };
  const status = why === 'too-many-guesses' ? 429 : 200;
  return context.page(c, { shows: 'password', flow, purpose, label, failure }, status);
}
