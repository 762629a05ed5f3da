/** What a content script of the benchmark can be told to do, by name. */
export type Calls = Readonly<Record<string, () => Promise<unknown>>>;

/** In the world of the content script, where the benchmark evaluates `bench.…`. */
export function expose(calls: Calls): void {
  const call = (name: string) => {
    const found = calls[name];
    if (found === undefined) throw new Error(`no call ${name}`);
    return found;
  };
  Object.assign(globalThis, {
    bench: {
      /** Milliseconds of each of so many calls, one after another. */
      async inTurn(name: string, count: number): Promise<number[]> {
        const ask = call(name);
        const times: number[] = [];
        for (let n = 0; n < count; n += 1) {
          const startedAt = performance.now();
          await ask();
          times.push(performance.now() - startedAt);
        }
        return times;
      },
      /** Milliseconds until the last of so many calls at once is answered. */
      async atOnce(name: string, count: number): Promise<number> {
        const startedAt = performance.now();
        await Promise.all(Array.from({ length: count }, call(name)));
        return performance.now() - startedAt;
      },
      result: (name: string) => call(name)(),
    },
  });
}

/** What the workers of the peers answer: as long as an access token. */
export const TOKEN = 'x'.repeat(600);
