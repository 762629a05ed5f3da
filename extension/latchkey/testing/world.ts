import { latchkey } from '../backends/native/latchkey.ts';
import type { CreateBackend } from '../broker/backend.ts';
import { type Broker, createBroker } from '../broker/broker.ts';
import { answerOf } from '../broker/calls/answer-of.ts';
import type { KeyStore, Ports, RecordStore } from '../broker/ports.ts';
import { createAccountClient } from '../client/account-client.ts';
import { createClient } from '../client/create-client.ts';
import type { Transport } from '../client/transport.ts';
import type { Policy } from '../policy/policy.ts';
import type { Reply } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { decodeReply, encodeMessage } from '../protocol/wire.ts';
import type { After } from '../protocol/with-deadline.ts';
import { aPolicy } from './a-policy.ts';
import { FakeClock, settled } from './fake-clock.ts';
import { FakeKeys, fakeProver } from './fake-keys.ts';
import { fakeSealer } from './fake-sealer.ts';
import { FakeServer } from './fake-server.ts';
import { overTheWire } from './fake-transport.ts';
import { Life, type Plan } from './life.ts';
import { MemoryRecordStore } from './memory-record-store.ts';
import { inWorldTime } from './world-time.ts';

const ID = 'nhlgahbiphgfcfhigkpmhepplhoikdio';
const SELF = { id: ID, origin: `chrome-extension://${ID}` };

/** A browser with the extension in it, and the server: everything but the pages is the real thing or a port. */
export class World {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly keys = new FakeKeys();
  readonly persisted = new MemoryRecordStore();
  readonly sessionScoped = new MemoryRecordStore();
  readonly deniedRequests = new MemoryRecordStore();
  readonly pushed: SessionState[] = [];
  alarm = false;
  permitted = true;
  /** The server that the broker talks to, where it is not the fake one. */
  origin = this.server.origin;
  /** What is at the other end of the network. */
  reach: (request: Request) => Promise<Response> = (request) => this.server.fetch(request);
  /** Which requests are counted as refreshes. */
  isRefresh = (request: Request): boolean =>
    request.url.endsWith('/auth/refresh') && request.credentials === 'include';
  /** The addresses of the tabs that were opened, each at the place of its id; `null` for one that was closed. */
  readonly tabs: (string | null)[] = [];
  /** Whether what happens in tabs wakes the worker. */
  watchesTabs = false;
  /** What `navigator.onLine` says. */
  network = true;
  /** The most refreshes that one worker ever had in flight. */
  mostRefreshes = 0;
  /** What `Math.random` gives. */
  luck = 0.5;
  policy: Policy = aPolicy;
  /** Which kind of server the broker talks to. */
  backend: (keys: KeyStore) => CreateBackend = (keys) => latchkey({ prover: fakeProver(this.keys, keys) });
  life = new Life();
  /** How the next worker is to die. */
  plan: Plan | null = null;
  #broker: Broker | null = null;
  #lost: ((cause: Error) => void)[] = [];
  #listeners = new Set<(state: SessionState) => void>();

  readonly popup = this.pageOf({ id: ID, origin: SELF.origin, url: `${SELF.origin}/popup.html` });
  readonly client = createClient(this.popup);
  readonly account = createAccountClient(this.popup, async (challenge) => ({
    challenge,
    solution: { counter: 1, derivedKey: '00' },
  }));

  /** The client of a content script in a tab. */
  tab(id = 1, origin = 'https://example.com', frameId = 0) {
    return createClient(this.pageOf({ id: ID, origin, url: `${origin}/article?q=1`, tab: { id }, frameId }));
  }

  /** The way to the broker of whoever the browser would name so (`runtime.MessageSender`). */
  pageOf(sender: unknown): Transport {
    return {
      send: (message) => this.receive(encodeMessage(message, false), sender),
      onPush: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      onRestored: () => () => {},
      pause: (ms) => new Promise((resolve) => this.clock.after(ms, resolve)),
      alive: () => true,
    };
  }

  /** The worker that runs, or a new one, as an event would start it. */
  wake(): Broker {
    if (this.#broker) return this.#broker;
    const broker = this.#start();
    this.#broker = this.life.dead ? null : broker;
    return broker;
  }

  /** Stops the worker: its memory, its promises and its timers are gone. */
  kill(): void {
    this.life.die();
  }

  /** The browser is closed and opened again. */
  restartBrowser(): void {
    this.kill();
    this.sessionScoped.clear();
    this.deniedRequests.clear();
  }

  /** The person agrees or refuses on the page of the last flow; the browser tells of it if the worker wants to know. */
  decideInTab(decision: 'approved' | 'denied'): void {
    const flow = this.server.flow;
    flow.status = decision;
    this.tellOfTab(`${this.server.origin}/sign-in/${flow.id}/done`);
  }

  /** A tab has come to this address. */
  tellOfTab(url: string): void {
    if (this.watchesTabs) void this.wake().tabArrived(url);
  }

  /** The person closes a tab. */
  closeTab(tabId: number): void {
    this.tabs[tabId] = null;
    if (this.watchesTabs) void this.wake().tabClosed(tabId);
  }

  /** Ada signs in by her password. */
  async signIn(): Promise<SessionState> {
    return this.finish(this.account.signIn({ username: 'ada', password: 'right' }));
  }

  /** Lets time pass until the work is done, at most half a minute. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const over = () => {
      done = true;
    };
    work.then(over, over);
    await settled();
    for (let ms = 0; !done && ms < 30_000; ms += 50) await this.clock.advance(50);
    if (!done) throw new Error('It has not settled in half a minute');
    return work;
  }

  #start(): Broker {
    const life = new Life(this.plan);
    this.plan = null;
    this.life = life;
    life.onDeath(() => {
      this.#broker = null;
      for (const lose of this.#lost.splice(0)) {
        lose(new Error('A listener indicated an asynchronous response, but the message channel closed'));
      }
    });
    const record = (real: RecordStore): RecordStore => ({
      load: () => life.through(() => real.load()),
      save: (value) => life.through(() => real.save(value)),
    });
    const keys = {
      load: () => life.through(() => this.keys.load()),
      save: (pair: CryptoKeyPair) => life.through(() => this.keys.save(pair)),
    };
    const after: After = (ms, run) => this.clock.after(ms, () => life.dead || run());
    const ports: Ports = {
      clock: { now: () => this.clock.now(), after },
      random: () => this.luck,
      fetch: (input, init) => life.through(async () => this.#fetch(life, new Request(input, init))),
      persisted: record(this.persisted),
      sessionScoped: record(this.sessionScoped),
      deniedRequests: record(this.deniedRequests),
      keys,
      sealer: fakeSealer,
      alarm: {
        ensure: async () => {
          if (!life.dead) this.alarm = true;
        },
        clear: async () => {
          if (!life.dead) this.alarm = false;
        },
      },
      signInTabs: {
        open: (url) => life.through(async () => this.tabs.push(url) - 1),
        close: async (tabId) => {
          this.tabs[tabId] = null;
        },
        watch: () => {
          if (!life.dead) this.watchesTabs = true;
        },
        ignore: () => {
          if (!life.dead) this.watchesTabs = false;
        },
      },
      publish: (state) => {
        if (life.dead) return;
        this.pushed.push(state);
        for (const listener of this.#listeners) listener(state);
      },
      hasNetwork: () => this.network,
      hostPermission: async () => this.permitted,
    };
    const broker = inWorldTime(after, () =>
      createBroker(ports, {
        serverOrigin: this.origin,
        self: SELF,
        backend: this.backend(keys),
        policy: this.policy,
      }),
    );
    return {
      dispatch: (parsed, sender) => inWorldTime(after, () => broker.dispatch(parsed, sender)),
      state: () => inWorldTime(after, broker.state),
      wake: () => inWorldTime(after, broker.wake),
      networkReturned: () => inWorldTime(after, broker.networkReturned),
      tabArrived: (url) => inWorldTime(after, () => broker.tabArrived(url)),
      tabClosed: (tabId) => inWorldTime(after, () => broker.tabClosed(tabId)),
    };
  }

  async #fetch(life: Life, request: Request): Promise<Response> {
    const refreshing = this.isRefresh(request) ? 1 : 0;
    life.refreshes += refreshing;
    this.mostRefreshes = Math.max(this.mostRefreshes, life.refreshes);
    try {
      return await this.reach(request);
    } finally {
      life.refreshes -= refreshing;
    }
  }

  /** A raw message, as somebody sends it who does not use the client. `null`: nobody has answered. */
  receive(message: unknown, sender: unknown): Promise<Reply | null> {
    return this.receiveEncoded(message, sender).then(decodeReply);
  }

  /** The same, with the reply as the browser carries it. */
  receiveEncoded(message: unknown, sender: unknown, cloned = false): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#lost.push(reject);
    const answer = answerOf(this.wake().dispatch, overTheWire(message, cloned), sender);
    if (answer === null) resolve(null);
    else void answer.then((reply) => resolve(overTheWire(reply, cloned)));
    return promise;
  }
}
