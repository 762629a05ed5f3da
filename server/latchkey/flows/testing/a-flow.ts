import { thumbprint, userId } from '../../session/record.ts';
import { millis } from '../../time/time.ts';
import { type FlowRecord, type FlowState, flowId } from '../record.ts';

export const ada = { id: userId('user-1'), username: 'ada' };

export const aVisit = { way: 'acme', state: 'flow-1.state', kept: { nonce: 'n', verifier: 'v' } };

/** A flow that was begun at 1,000 ms by `key-1` and is ten minutes long. */
export function aFlow(
  state: FlowState = { status: 'pending', visit: null, failure: null },
  change: Partial<FlowRecord> = {},
): FlowRecord {
  return {
    id: flowId('flow-1'),
    jkt: thumbprint('key-1'),
    browser: 'hash',
    purpose: { type: 'sign-in', toAdd: null },
    way: null,
    label: 'Chrome on Linux',
    createdAt: millis(1_000),
    expiresAt: millis(601_000),
    code: null,
    wrongCodes: 0,
    admitted: null,
    visits: 0,
    state,
    ...change,
  };
}
