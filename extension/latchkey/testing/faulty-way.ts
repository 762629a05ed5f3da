import type { FakeClock } from './fake-clock.ts';

/** What happens to one request on its way. */
export type Fault =
  /** The server never sees it. */
  | 'drop-request'
  /** The server acts; neither its answer nor its cookie arrives. */
  | 'drop-response'
  /** Headers and cookie arrive, the body breaks off. */
  | 'cut-body'
  /** No answer, ever. */
  | 'hang'
  | { readonly delayMs: number }
  /** Something in front of the server answers in its place. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** The way of requests to a server and back. */
export class FaultyWay {
  /** Whether every request fails, as without a network. */
  offline = false;
  #faults: { readonly hits: (request: Request) => boolean; readonly fault: Fault }[] = [];
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Lets a fault happen to the next request of a kind. */
  next(hits: (request: Request) => boolean, ...faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push({ hits, fault });
  }

  /** Whether there is one that no request has met yet. */
  get hasFaults(): boolean {
    return this.#faults.length > 0;
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /**
   * One request on its way and back.
   * @param ask has the server act
   * @param arrive has the browser take what has come of it
   */
  async carry<A>(
    request: Request,
    ask: () => A | Promise<A>,
    arrive: (answer: A) => Response,
  ): Promise<Response> {
    const at = this.#faults.findIndex(({ hits }) => hits(request));
    const fault = at === -1 ? null : this.#faults.splice(at, 1)[0]?.fault;
    if (this.offline || fault === 'drop-request') throw new TypeError('Failed to fetch');
    if (fault === 'hang') return this.#until(request, null);
    if (typeof fault === 'object' && fault !== null && 'status' in fault) {
      return new Response(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
    }
    if (typeof fault === 'object' && fault !== null) await this.#until(request, fault.delayMs);
    const answer = await ask();
    if (fault === 'drop-response') throw new TypeError('Failed to fetch');
    const response = arrive(answer);
    if (fault !== 'cut-body') return response;
    const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    return new Response(broken, { status: response.status, headers: response.headers });
  }

  /** Waits so long, or for ever, but no longer than the caller does. */
  #until(request: Request, ms: number | null): Promise<never> {
    const { promise, resolve, reject } = Promise.withResolvers<never>();
    if (ms !== null) this.#clock.after(ms, () => resolve(undefined as never));
    const abort = () => reject(new DOMException('aborted', 'AbortError'));
    if (request.signal.aborted) abort();
    request.signal.addEventListener('abort', abort);
    return promise;
  }
}
