import { createClient } from 'latchkey/client';
import { LatchkeyError } from 'latchkey/errors';
import { ANSWERED, type CallerEvent, type CallerReport } from './caller-event.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { PlannedCall } from './planned-calls.ts';

/** Runs as a content script and calls the API as fast as its plan says, until it is told to stop. */
interface Plan {
  readonly calls: readonly PlannedCall[];
  readonly username: string;
  /** Begins each text that it writes. */
  readonly life: string;
  readonly writeEveryMs: number;
}

declare function chaosReport(event: string): void;

const heartbeat = startHeartbeat();
const client = createClient();
const page = location.href;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const MOST_ATTEMPTS = 6;

/** What is done once the test has heard of a write, by its text. */
const hearing = new Map<string, () => void>();
let stopping = false;
let running: Promise<void> = Promise.resolve();
let calls = 0;
let life = '';

function report(event: CallerEvent): void {
  const line: CallerReport = { life, event };
  chaosReport(JSON.stringify(line));
}

/** Before it is made: a page that is left as it begins a write could tell its worker of it, and no more the test. */
const heard = (text: string) => new Promise<void>((done) => hearing.set(text, done));

/** One call and its report. @returns whether it brought what it was made for. */
async function call(
  { kind, deadlineMs }: Omit<PlannedCall, 'pauseMs'>,
  text: string | null,
  work: () => Promise<string>,
) {
  calls += 1;
  const id = calls;
  report({ is: 'started', call: id, kind, deadlineMs, text });
  if (text !== null) await heard(text);
  heartbeat.reset();
  const from = performance.now();
  // The page's own idea of when the deadline is: on a busy machine every timer is late.
  let dueAt = Number.POSITIVE_INFINITY;
  const due = setTimeout(() => {
    dueAt = performance.now();
  }, deadlineMs);
  const outcome = await work().catch((error: unknown) =>
    error instanceof LatchkeyError ? error.code : `not typed: ${error}`,
  );
  clearTimeout(due);
  const now = performance.now();
  report({
    is: 'settled',
    call: id,
    outcome,
    ms: now - from,
    overdueMs: Math.max(0, now - dueAt),
    starvedMs: heartbeat.starvedMs(),
  });
  return outcome === ANSWERED;
}

const outcomeOf = (response: Response, right: boolean): string =>
  response.ok && !right ? 'wrong answer' : response.ok ? ANSWERED : `status ${response.status}`;

async function whoAmI(username: string, deadlineMs: number): Promise<string> {
  const response = await client.fetch('/api/me', { deadlineMs });
  return outcomeOf(response, response.ok && (await response.json()).username === username);
}

async function list(deadlineMs: number): Promise<string> {
  const response = await client.fetch(`/api/notes?url=${encodeURIComponent(page)}`, { deadlineMs });
  return outcomeOf(response, response.ok && Array.isArray((await response.json()).notes));
}

async function write(text: string, deadlineMs: number): Promise<string> {
  const response = await client.fetch('/api/notes', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: page, text }),
    idempotencyKey: text,
    deadlineMs,
  });
  return outcomeOf(response, response.ok && (await response.json()).text === text);
}

/** With the same key until it is done: what somebody does who wants the note to be there. */
async function writeUntilDone(planned: PlannedCall, text: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !stopping; attempt++) {
    if (await call(planned, text, () => write(text, planned.deadlineMs))) return;
    await pause(planned.pauseMs);
  }
}

async function run(plan: Plan): Promise<void> {
  let lastWrite = Number.NEGATIVE_INFINITY;
  for (let n = 0; !stopping; n++) {
    const planned = plan.calls[n % plan.calls.length];
    if (planned === undefined) return;
    if (planned.kind === 'who-am-i') {
      await call(planned, null, () => whoAmI(plan.username, planned.deadlineMs));
    } else if (planned.kind === 'write' && performance.now() - lastWrite >= plan.writeEveryMs) {
      lastWrite = performance.now();
      await writeUntilDone(planned, `${plan.life}-${n}`);
    } else {
      await call({ ...planned, kind: 'list' }, null, () => list(planned.deadlineMs));
    }
    await pause(planned.pauseMs);
  }
}

Object.assign(globalThis, {
  startCalling(plan: Plan): void {
    life = plan.life;
    client.onStateChange((state) =>
      report({
        is: 'state',
        status: state.status === 'signed-out' ? `signed-out: ${state.reason}` : state.status,
      }),
    );
    running = run(plan);
  },
  /** The test has heard that this is to be written. */
  hearBack(text: string): void {
    hearing.get(text)?.();
    hearing.delete(text);
  },
  /** Resolves when every call has settled. */
  stopCalling(): Promise<void> {
    stopping = true;
    return running;
  },
  /** Calls until it is answered. @returns the session's id, or the last failure when that took too long. */
  async callAgain(patienceMs: number): Promise<string> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const failure = await client.fetch('/api/me').then(
        (response) => (response.ok ? null : `status ${response.status}`),
        (error) => error.code,
      );
      const state = await client.state();
      if (failure === null) return state.status === 'signed-in' ? state.sessionId : state.status;
      if (performance.now() > end) return failure;
      await pause(250);
    }
  },
});
