import type { Context } from 'hono';
import { type NewWay, signInWayOf } from '../../accounts/account-way.ts';
import type { AddedWay } from '../../accounts/account-ways.ts';
import type { Identity } from '../../accounts/identity.ts';
import { Problem } from '../../errors/problem.ts';
import type { FlowContext } from './flow-context.ts';

/**
 * Adds a way to an account, and tells of it.
 * @param password the mark of the one by which the owner was found, where it was one
 * @returns what has come of it, as far as it is an answer to the person
 */
export async function addWay(
  { accountWays, observer, clientAddress }: FlowContext,
  c: Context,
  owner: Identity,
  added: NewWay,
  password: string | null = null,
): Promise<AddedWay | 'too-many-ways' | 'wrong-password'> {
  const outcome = await accountWays.add(owner, added, password).catch(whyNot);
  if (outcome === 'added') {
    observer.wayAdded({ by: 'user', user: owner.id, address: clientAddress(c) }, signInWayOf(added));
  }
  return outcome;
}

function whyNot(cause: unknown): 'too-many-ways' | 'wrong-password' {
  switch (cause instanceof Problem ? cause.code : null) {
    case 'limit_reached':
      return 'too-many-ways';
    case 'invalid_credentials':
      return 'wrong-password';
    default:
      throw cause;
  }
}
