import { Chain } from './chain.ts';
import { closedLoop, type Talker } from './closed-loop.ts';
import type { ChainsDescription, Order, Report, Run, RunResult } from './job.ts';

/** The process that makes the load, on a core of its own; told what to do by `load.ts`. */
const chainsByName = new Map<string, readonly Chain[]>();

process.on('message', (order: Order) => {
  carryOut(order).then(
    (report) => process.send?.(report),
    (cause) => process.send?.({ report: 'failed', reason: String(cause) } satisfies Report),
  );
});
process.on('disconnect', () => process.exit());

async function carryOut(order: Order): Promise<Report> {
  switch (order.order) {
    case 'adopt chains':
      adopt(order.chains);
      return { report: 'adopted' };
    case 'run':
      return { report: 'result', result: await run(order.run) };
  }
}

function adopt({ starts, ...description }: ChainsDescription): void {
  chainsByName.set(
    description.name,
    starts.map((start) => new Chain(description, start)),
  );
}

function run({ job, port, seconds }: Run): Promise<RunResult> {
  switch (job.kind) {
    case 'same request': {
      const talker: Talker = { request: () => job.request, take: () => {} };
      return closedLoop(new Array(job.connections).fill(talker), port, seconds);
    }
    case 'refresh': {
      const chains = chainsByName.get(job.chains) ?? [];
      for (const chain of chains) chain.prepare(Math.ceil(job.expected / chains.length));
      const talkers = Array.from({ length: job.connections }, (_, connection) =>
        takingTurns(chains.filter((_, index) => index % job.connections === connection)),
      );
      return closedLoop(talkers, port, seconds);
    }
  }
}

function takingTurns(chains: readonly Chain[]): Talker {
  let turn = 0;
  const current = () => {
    const chain = chains[turn % chains.length];
    if (chain === undefined) throw new Error('a connection without a chain');
    return chain;
  };
  return {
    request: () => current().request(),
    take(answer) {
      current().take(answer);
      turn += 1;
    },
  };
}
