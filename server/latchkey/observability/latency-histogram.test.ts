import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const [name, help] = ['latency_seconds', 'Time from the request to its answer'];

const answer = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  route: fc.constantFrom('/api/me', '/auth/refresh', 'none', 'with "quotes" and \\'),
  status: fc.constantFrom(200, 401, 503),
  seconds: fc.oneof(
    fc.constantFrom(...buckets, 0, 10.5),
    fc.double({ min: 0, max: 20, noNaN: true, noDefaultInfinity: true }),
  ),
});

test('is what prom-client would have made of the same answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 40 }), async (answers) => {
      const [ours, theirs] = [new Registry(), new Registry()];
      const counting = new LatencyHistogram(name, help, ours);
      const labelNames = ['method', 'route', 'status'];
      const reference = new Histogram({ name, help, labelNames, buckets, registers: [theirs] });
      for (const { method, route, status, seconds } of answers) {
        counting.answered(method, route, status, seconds);
        reference.observe({ method, route, status: String(status) }, seconds);
      }
      expect(series(await ours.metrics())).toEqual(series(await theirs.metrics()));
      expect((await ours.getMetricsAsJSON())[0]?.values.length).toBe(
        (await theirs.getMetricsAsJSON())[0]?.values.length,
      );
    }),
    { numRuns: 300 },
  );
});

test('forgets when it is told to', async () => {
  const registry = new Registry();
  const counting = new LatencyHistogram(name, help, registry);
  counting.answered('GET', '/api/me', 200, 0.1);
  expect(await registry.metrics()).toContain(
    'latency_seconds_count{method="GET",route="/api/me",status="200"} 1',
  );
  registry.resetMetrics();
  expect(await registry.metrics()).not.toContain('latency_seconds_count');
});

/** Each line with its labels in one order; a sum is rounded, since what is added in another order differs by a bit. */
function series(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, metric, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      if (metric === undefined || labels === undefined) return line;
      const sorted = labels.split(/,(?=\w+=")/).sort();
      return `${metric}{${sorted}} ${metric.endsWith('_sum') ? Number(value).toFixed(9) : value}`;
    })
    .sort();
}
