import { CookieJar } from './cookie-jar.ts';
import { type FakeClock, whileRealWork } from './fake-clock.ts';
import { FaultyWay } from './faulty-way.ts';
import { outsideWorlds } from './world-time.ts';

/** What lies between a browser and somebody's server: the way there and back, and the browser's cookies. */
export class Network extends FaultyWay {
  readonly cookies = new CookieJar();
  readonly seen: Request[] = [];
  readonly #server: (request: Request) => Response | Promise<Response>;

  constructor(clock: FakeClock, server: (request: Request) => Response | Promise<Response>) {
    super(clock);
    this.#server = server;
  }

  count(hits: (request: Request) => boolean): number {
    return this.seen.filter(hits).length;
  }

  readonly fetch = (request: Request): Promise<Response> =>
    this.carry(
      request,
      () => {
        this.seen.push(request.clone());
        return whileRealWork(this.#answer(this.cookies.add(request)));
      },
      (response) => {
        this.cookies.take(response);
        return response;
      },
    );

  /** With its whole body, which a real server sends later. */
  async #answer(request: Request): Promise<Response> {
    return outsideWorlds(async () => {
      const response = await this.#server(request);
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, response);
    });
  }
}
