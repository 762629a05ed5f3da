import { quantile } from '../measure/statistics.ts';
import { type Answer, Exchange } from './exchange.ts';
import type { RunResult } from './job.ts';

/** What one connection sends, and what it makes of the answer. */
export interface Talker {
  request(): string;
  take(answer: Answer): void;
}

/** Every talker sends its next request as soon as it has the answer to its last one, until the time is over. */
export async function closedLoop(
  talkers: readonly Talker[],
  port: number,
  seconds: number,
): Promise<RunResult> {
  const exchanges = await Promise.all(talkers.map(() => Exchange.open(port)));
  const latencies: number[] = [];
  let failure: string | null = null;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;

  await Promise.all(talkers.map((talker, index) => run(talker, exchanges[index] as Exchange)));
  const elapsed = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  for (const exchange of exchanges) exchange.close();

  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    seconds: elapsed / 1000,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    generatorShare: (used.user + used.system) / 1000 / elapsed,
    failure,
  };

  function run(talker: Talker, exchange: Exchange): Promise<void> {
    return new Promise((done) => {
      let sentAt = 0;
      const fail = (reason: string) => {
        failure ??= reason;
        done();
      };
      const send = () => {
        const request = talker.request();
        sentAt = performance.now();
        exchange.send(request);
      };
      exchange.listen(
        (answer) => {
          const now = performance.now();
          if (answer.status !== 200) return fail(answer.text);
          latencies.push(now - sentAt);
          talker.take(answer);
          if (now < endsAt && failure === null) send();
          else done();
        },
        (cause) => fail(cause.message),
      );
      send();
    });
  }
}
