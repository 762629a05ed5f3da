/** Where on its way a request is stopped. */
export type HoldPoint =
  /** Sent, and not yet seen by the server. */
  | 'before-server'
  /** The server has acted; nothing of its answer has come. */
  | 'before-headers'
  /** The headers have come, and nothing of the body. */
  | 'before-body'
  /** All but the last byte has come. */
  | 'before-last-byte';

/** One request that is stopped at a point until the test lets it go. */
export class Hold {
  /** Method and path, as in `POST /auth/refresh`. */
  readonly call: string;
  readonly point: HoldPoint;
  /** Resolves when the request has got that far. */
  readonly reached: Promise<void>;
  readonly #reach: () => void;
  readonly #released: Promise<void>;
  readonly #release: () => void;

  constructor(call: string, point: HoldPoint) {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.call = call;
    this.point = point;
    this.reached = reached.promise;
    this.#reach = reached.resolve;
    this.#released = released.promise;
    this.#release = released.resolve;
  }

  /** For the proxy: says that the request is here, and waits. */
  wait(): Promise<void> {
    this.#reach();
    return this.#released;
  }

  release(): void {
    this.#release();
  }
}
