import { CookieJar } from './cookie-jar.ts';
import { type FakeClock, whileRealWork } from './fake-clock.ts';
import type { Fault } from './fake-server.ts';
import { outsideWorlds } from './world-time.ts';

/** What lies between a browser and somebody's server: the way there and back, and the browser's cookies. */
export class Network {
  readonly cookies = new CookieJar();
  readonly seen: Request[] = [];
  offline = false;
  readonly #server: (request: Request) => Response | Promise<Response>;
  readonly #clock: FakeClock;
  #faults: { readonly hits: (request: Request) => boolean; readonly fault: Fault }[] = [];

  constructor(clock: FakeClock, server: (request: Request) => Response | Promise<Response>) {
    this.#clock = clock;
    this.#server = server;
  }

  /** Lets a fault happen to the next request of a kind. */
  next(hits: (request: Request) => boolean, ...faults: Fault[]): void {
    for (const fault of faults) this.#faults.push({ hits, fault });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  count(hits: (request: Request) => boolean): number {
    return this.seen.filter(hits).length;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const at = this.#faults.findIndex(({ hits }) => hits(request));
    const fault = at === -1 ? null : this.#faults.splice(at, 1)[0]?.fault;
    if (this.offline || fault === 'drop-request') throw new TypeError('Failed to fetch');
    if (fault === 'hang') return this.#until(request, null);
    if (typeof fault === 'object' && fault !== null && 'status' in fault)
      return new Response(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
    if (typeof fault === 'object' && fault !== null) await this.#until(request, fault.delayMs);
    this.seen.push(request.clone());
    const response = await whileRealWork(this.#answer(this.cookies.add(request)));
    if (fault === 'drop-response') throw new TypeError('Failed to fetch');
    this.cookies.take(response);
    if (fault !== 'cut-body') return response;
    const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    return new Response(broken, response);
  };

  /** With its whole body, which a real server sends later. */
  async #answer(request: Request): Promise<Response> {
    return outsideWorlds(async () => {
      const response = await this.#server(request);
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    });
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
