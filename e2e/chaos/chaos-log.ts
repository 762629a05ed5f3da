import type { Exchange } from '../harness/fault-proxy/exchange.ts';
import type { AnsweredRefresh, Span } from './refresh-causes.ts';

/** What happened in a run beside the calls, as it happened. */
export class ChaosLog {
  readonly refreshes: AnsweredRefresh[] = [];
  readonly workerStops: Span[] = [];
  readonly awayTimes: Span[] = [];
  readonly faults: Record<string, number> = {};
  /** Everything as lines, for somebody who has to find out what went wrong. */
  readonly lines: string[] = [];
  requests = 0;

  /** One line of the log, with the time that the others have too. */
  note(what: string, details: object): void {
    this.lines.push(JSON.stringify({ atMs: Date.now(), what, ...details }));
  }

  saw({ atMs, method, path, fault, answers, delivered }: Exchange): void {
    this.requests += 1;
    if (fault.is !== 'none') this.faults[fault.is] = (this.faults[fault.is] ?? 0) + 1;
    this.note('request', {
      cameAtMs: atMs,
      method,
      path,
      fault,
      delivered,
      statuses: answers.map(({ status }) => status),
    });
    if (path !== '/auth/refresh') return;
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      const generation = Number(String(JSON.parse(body.toString()).receipt).split('.')[0]);
      // Of a gateway's answer all has arrived, and nothing of the server's.
      const lost = fault.is === 'gateway' || fault.is === 'cut-body' || delivered !== 'whole';
      this.refreshes.push({ atMs, generation, delivered: !lost });
    }
  }
}
