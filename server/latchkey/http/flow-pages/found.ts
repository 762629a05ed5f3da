import type { Context } from 'hono';
import { identityOf } from '../../accounts/account-ways.ts';
import type { Identity } from '../../accounts/identity.ts';
import { accountName } from '../../accounts/username.ts';
import { Problem } from '../../errors/problem.ts';
import type { Approval, ExternalIdentity, FlowFailure, FlowRecord, Found } from '../../flows/record.ts';
import type { SignInView } from '../pages/sign-in-page.ts';
import { addWay } from './add-way.ts';
import type { FlowContext } from './flow-context.ts';

/** What comes of somebody whom a way has found: refused with a reason, asked whether they agree, and what their click does. */
export function createFinding(context: FlowContext) {
  const { accountWays, flows, random, observer, clientAddress } = context;

  const providerOf = (external: ExternalIdentity, way: string) => ({
    type: 'provider' as const,
    way,
    issuer: external.issuer,
    subject: external.subject,
    name: external.suggestedName.slice(0, 100),
  });

  async function personOf(found: Found): Promise<Identity | null> {
    if (found.type !== 'external') return found.identity;
    const there = await accountWays.find({ ...found, type: 'provider' });
    return there === null ? null : identityOf(there.user);
  }

  const isKnownPasskey = async (credentialId: string) =>
    (await accountWays.find({ type: 'passkey', credentialId })) !== null;

  /** Why somebody is of no use for what the flow is for; `null` where they are. */
  async function refusal({ purpose }: FlowRecord, found: Found): Promise<FlowFailure | null> {
    const identity = await personOf(found);
    if (found.type === 'account' && found.passkey !== undefined && !(await isKnownPasskey(found.passkey))) {
      return 'passkey-unknown';
    }
    switch (purpose.type) {
      case 'sign-in':
        if (identity !== null) return null;
        return context.signup === 'open' && purpose.toAdd === null ? null : 'signup-closed';
      case 'add-way':
        if (found.type !== 'external') return 'another-account';
        if (identity === null) return null;
        return identity.id === purpose.owner.id ? 'there-already' : 'of-another-account';
      case 'remove-account':
        return identity?.id === purpose.owner.id ? null : 'another-account';
    }
  }

  /** Whose account it is; one that is made now counts as a registration. */
  async function accountOf(
    c: Context,
    { jkt }: FlowRecord,
    found: Found,
    way: string,
  ): Promise<Pick<Approval, 'identity' | 'account' | 'password'>> {
    if (found.type === 'identity') return { identity: found.identity, account: 'elsewhere', password: null };
    if (found.type === 'account') {
      return { identity: found.identity, account: 'here', password: found.password };
    }
    const there = await personOf(found);
    if (there !== null) {
      await accountWays.used(there, { ...found, type: 'provider' });
      return { identity: there, account: 'here', password: null };
    }
    if (context.signup === 'closed') throw new Problem('signup_closed');
    const attempt = {
      account: accountName(found.suggestedName),
      address: clientAddress(c),
      device: jkt,
    };
    const made = await context.rateLimits.limitRegistration(attempt, () =>
      accountWays.findOrCreate(providerOf(found, way)),
    );
    return { identity: made, account: 'here', password: null };
  }

  async function add(
    c: Context,
    record: FlowRecord,
    owner: Identity,
    external: ExternalIdentity,
    way: string,
    password: string | null,
  ): Promise<boolean> {
    const outcome = await addWay(context, c, owner, providerOf(external, way), password);
    if (outcome === 'added' || outcome === 'there-already') return true;
    await context.fail(c, record, outcome === 'wrong-password' ? 'password' : way, outcome);
    return false;
  }

  return {
    /**
     * A way has found somebody. @param agreed whether they have clicked on what this is for already, as on the page
     * that asks for a passkey
     */
    async found(
      c: Context,
      record: FlowRecord,
      way: string,
      found: Found,
      agreed = false,
    ): Promise<Response> {
      const failure = await refusal(record, found);
      if (failure !== null) {
        await context.fail(c, record, way, failure);
        return c.redirect(context.pathOf(c, record), 303);
      }
      const ticket = random(16);
      const { record: next, outcome } = await flows.apply(record.id, { type: 'find', found, way, ticket });
      const direct = agreed && record.purpose.type === 'sign-in' && record.purpose.toAdd === null;
      if (direct && outcome.type === 'done' && next !== null) return this.agreed(c, next, ticket);
      return c.redirect(context.pathOf(c, record), 303);
    },

    /** The click. What is shown may not be what was clicked on: then the page shows what there is now. */
    async agreed(c: Context, record: FlowRecord, ticket: unknown): Promise<Response> {
      const { state, purpose } = record;
      const back = () => c.redirect(context.pathOf(c, record), 303);
      if (state.status !== 'found' || state.ticket !== ticket) return back();
      if (!(await context.isStillSignedIn(record))) {
        await flows.apply(record.id, { type: 'deny' });
        return back();
      }
      const { found, way } = state;
      // Asked again: what was shown may have been taken back since. What is being added is asked for as it is added.
      const failure = purpose.type === 'add-way' ? null : await refusal(record, found);
      if (failure !== null) {
        await context.fail(c, record, way, failure);
        return back();
      }
      switch (purpose.type) {
        case 'sign-in': {
          const approval = await accountOf(c, record, found, way);
          const { identity, password } = approval;
          const { toAdd } = purpose;
          if (toAdd !== null && !(await add(c, record, identity, toAdd.external, toAdd.way, password)))
            return back();
          const { outcome } = await flows.apply(record.id, {
            type: 'approve',
            ticket: state.ticket,
            ...approval,
          });
          if (outcome.type === 'done') {
            observer.flowApproved({ flow: record.id, address: clientAddress(c) }, way, identity.id);
          }
          break;
        }
        case 'add-way':
          if (found.type !== 'external' || !(await add(c, record, purpose.owner, found, way, null)))
            return back();
          await flows.apply(record.id, { type: 'complete' });
          break;
        case 'remove-account':
          await context.removeAccount(purpose.owner, { by: 'user', address: clientAddress(c) }, observer);
          await flows.apply(record.id, { type: 'complete' });
      }
      return c.redirect(context.pathOf(c, record, '/done'), 303);
    },

    /** They have an account already: it is signed in to first, and the provider added to it. */
    async keep(c: Context, record: FlowRecord, ticket: unknown): Promise<Response> {
      const { state } = record;
      if (state.status === 'found' && state.found.type === 'external' && state.ticket === ticket) {
        const { type: _, ...external } = state.found;
        await flows.apply(record.id, {
          type: 'keep',
          ticket: state.ticket,
          candidate: { external, way: state.way },
        });
      }
      return c.redirect(context.pathOf(c, record), 303);
    },

    /** What the page asks before the click. */
    async confirmation(
      record: FlowRecord,
      { found, way, ticket }: FlowRecord['state'] & { readonly status: 'found' },
    ): Promise<SignInView> {
      const { purpose } = record;
      const identity = await personOf(found);
      const suggested = found.type === 'external' ? found.suggestedName : '';
      const fresh = identity === null;
      const common = {
        flow: record.id,
        ticket,
        way: context.nameOf(way),
        label: record.label,
      };
      switch (purpose.type) {
        case 'sign-in':
          return {
            shows: 'confirmation',
            ...common,
            name: identity?.username ?? suggested,
            fresh,
            taken: fresh && (await context.accounts.find(suggested)) !== null,
            mayKeep: fresh && purpose.toAdd === null && context.ways.length > 1,
            adds: purpose.toAdd === null ? null : context.nameOf(purpose.toAdd.way),
          };
        case 'add-way':
          return {
            shows: 'confirm-adding',
            ...common,
            name: suggested,
            account: purpose.owner.username,
          };
        case 'remove-account':
          return { shows: 'confirm-removal', ...common, account: purpose.owner.username };
      }
    },
  };
}

export type Finding = ReturnType<typeof createFinding>;
