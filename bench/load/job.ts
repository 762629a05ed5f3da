/** What the load generator is told to do, over the channel between the two processes. */
export type Job =
  | { readonly kind: 'same request'; readonly request: string; readonly connections: number }
  | {
      readonly kind: 'refresh';
      readonly chains: string;
      /** Where there are more chains, those of a connection take turns. */
      readonly connections: number;
      /** So many proofs are signed in advance. */
      readonly expected: number;
    };

export interface Run {
  readonly job: Job;
  readonly port: number;
  readonly seconds: number;
}

/** One client that stays signed in by refreshing, as it stands before the run. */
export interface ChainStart {
  readonly cookie: string;
  /** Latchkey's clients have a key to prove and a receipt to show; those of the others have neither. */
  readonly bound: { readonly privateJwk: JsonWebKey; readonly receipt: string } | null;
}

export interface ChainsDescription {
  /** Names the chains in later runs, which go on where the last one ended. */
  readonly name: string;
  readonly origin: string;
  readonly cookieName: string;
  readonly starts: readonly ChainStart[];
}

export type Order =
  | { readonly order: 'adopt chains'; readonly chains: ChainsDescription }
  | { readonly order: 'run'; readonly run: Run };

export interface RunResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The share of its own core that the generator used: near 1 it was the limit, and not the server. */
  readonly generatorShare: number;
  /** The first answer that was no success, if there was one. */
  readonly failure: string | null;
}

export type Report =
  | { readonly report: 'adopted' }
  | { readonly report: 'result'; readonly result: RunResult }
  | { readonly report: 'failed'; readonly reason: string };
