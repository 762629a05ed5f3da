import type { PlannedCall } from './planned-calls.ts';

/** What a calling tab tells of itself as it happens. `life` names one tab between two loads. */
export interface CallerReport {
  readonly life: string;
  readonly event: CallerEvent;
}

export type CallerEvent =
  | {
      readonly is: 'started';
      readonly call: number;
      readonly kind: PlannedCall['kind'];
      readonly deadlineMs: number;
      /** The text that a write adds, which is its idempotency key too. */
      readonly text: string | null;
    }
  | {
      readonly is: 'settled';
      readonly call: number;
      readonly outcome: string;
      readonly ms: number;
      /** How long after a timer that was set for its deadline, in the same page. */
      readonly overdueMs: number;
      /** The longest time meanwhile that the page was kept from running. */
      readonly starvedMs: number;
    }
  | { readonly is: 'state'; readonly status: string };

/** The outcome of a call that brought what it was made for. */
export const ANSWERED = 'answered';
