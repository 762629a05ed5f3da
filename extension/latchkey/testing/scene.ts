import type { CreateBackend } from '../broker/backend.ts';
import type { FakeClock } from './fake-clock.ts';
import type { Fault } from './faulty-way.ts';
import { Network } from './network.ts';
import { World } from './world.ts';

/** A backend and the server that it talks to. */
export interface BackendUnderTest {
  readonly backend: CreateBackend;
  /** The server's origin, such as `https://api.example.com`. */
  readonly origin: string;
  /** The server itself: the `fetch` of an app, or one that goes over a network. The cookies are taken care of. */
  readonly server: (request: Request) => Response | Promise<Response>;
  /** Whether `server` goes over a real network, which takes real time. */
  readonly overNetwork?: boolean;
  /** Signs somebody in, by `world.account` or in a tab of the world. */
  readonly signIn: (world: World) => Promise<unknown>;
  /** Whether a request is one for the next access token. */
  readonly isRefresh: (request: Request) => boolean;
  /** The path of a guarded route under `/api/`, which answers 200 to GET and POST. */
  readonly api: string;
  /** Ends the session on the server, as an administrator does. */
  readonly endSession: () => void | Promise<void>;
  /** Makes the API refuse the access token that is out, before its time. */
  readonly refuseAccessTokens: () => void | Promise<void>;
}

/** Somebody signed in, before anything happens. */
export class Scene {
  readonly world: World;
  readonly network: Network;
  readonly under: BackendUnderTest;
  readonly #before: number;

  constructor(world: World, network: Network, under: BackendUnderTest) {
    this.world = world;
    this.network = network;
    this.under = under;
    this.#before = network.count(under.isRefresh);
  }

  static async open(setUp: (clock: FakeClock) => BackendUnderTest | Promise<BackendUnderTest>) {
    const world = new World();
    const under = await setUp(world.clock);
    const network = new Network(world.clock, under.server);
    world.clock.hasRealServer = under.overNetwork ?? false;
    world.origin = under.origin;
    world.reach = network.fetch;
    world.isRefresh = under.isRefresh;
    world.backend = () => under.backend;
    await under.signIn(world);
    return new Scene(world, network, under);
  }

  async call(init: RequestInit = {}): Promise<number> {
    const { status } = await this.world.finish(this.world.client.fetch(this.under.api, init));
    return status;
  }

  async status(): Promise<string> {
    const { status } = await this.world.finish(this.world.client.state());
    return status;
  }

  /** Since the sign-in, which may go the same way. */
  get refreshes(): number {
    return this.network.count(this.under.isRefresh) - this.#before;
  }

  /** The next refresh meets this. */
  refreshMeets(...faults: Fault[]): void {
    this.network.next(this.under.isRefresh, ...faults);
  }

  /** Lets time pass until each fault has been met: keys and a real server take as long as they take. */
  async faultsAreMet(): Promise<void> {
    while (this.network.hasFaults) await this.world.clock.advance(1);
  }
}
