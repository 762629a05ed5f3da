import type { PortReply } from '../protocol/port-messages.ts';
import { overTheWire } from './fake-transport.ts';
import type { World } from './world.ts';

type Listener = (value: unknown) => void;

/** One event of the browser's. */
class FakeEvent {
  readonly listeners = new Set<Listener>();
  addListener = (listener: Listener): void => void this.listeners.add(listener);
  removeListener = (listener: Listener): void => void this.listeners.delete(listener);
  fire = (value: unknown): void => {
    for (const listener of this.listeners) listener(value);
  };
}

/** A port of a page to the worker that ran when it was opened. */
class FakePort {
  readonly name: string;
  readonly onMessage = new FakeEvent();
  readonly onDisconnect = new FakeEvent();
  open = true;
  readonly #atWorker: { readonly onMessage: FakeEvent; readonly onDisconnect: FakeEvent };

  constructor(runtime: FakeRuntime, name: string) {
    this.name = name;
    const { world } = runtime;
    world.wake();
    const { life } = world;
    const [onMessage, onDisconnect] = [new FakeEvent(), new FakeEvent()];
    this.#atWorker = { onMessage, onDisconnect };
    const postMessage = (message: PortReply): void => {
      if (!this.open) throw new Error('Attempting to use a disconnected port object');
      if (runtime.refuses(message)) throw new Error('Message length exceeded maximum allowed length.');
      if (!life.dead && runtime.carries !== 'calls')
        this.#arrive(this.onMessage, overTheWire(message, runtime.clones));
    };
    const { sender } = runtime;
    runtime.background.onConnect.fire({ name, sender, onMessage, onDisconnect, postMessage });
    this.postMessage = (message) => {
      if (!this.open) throw new Error('Attempting to use a disconnected port object');
      const carried = overTheWire(message, runtime.clones);
      runtime.posted.push(message);
      if (!life.dead && runtime.carries !== 'nothing') this.#arrive(onMessage, carried);
    };
  }

  readonly postMessage: (message: unknown) => void;

  disconnect(): void {
    if (!this.open) return;
    this.open = false;
    this.#atWorker.onDisconnect.fire(undefined);
  }

  /** The browser closes it, and tells the page if it tells such things. */
  end(tell: boolean): void {
    if (!this.open || !tell) return;
    this.disconnect();
    this.onDisconnect.fire(this);
  }

  #arrive(event: FakeEvent, message: unknown): void {
    void Promise.resolve().then(() => this.open && event.fire(message));
  }
}

/** What the background of an extension listens to. */
export class FakeBackground {
  readonly onConnect = new FakeEvent();
  readonly lastError = undefined;
}

/** `chrome.runtime` as one page has it, with the background of a world at the other end. */
export class FakeRuntime {
  id: string | undefined = 'us';
  readonly world: World;
  readonly background: FakeBackground;
  readonly sender: unknown;
  readonly lastError = undefined;
  /** What ports carry. */
  carries: 'everything' | 'calls' | 'nothing' = 'everything';
  /** Whether it clones messages, as Firefox does; otherwise it makes JSON of them. */
  clones = false;
  /** Which replies it does not carry, as it does with those that are too long. */
  refuses: (reply: unknown) => boolean = () => false;
  readonly ports: FakePort[] = [];
  readonly posted: unknown[] = [];
  readonly sent: unknown[] = [];

  constructor(world: World, background: FakeBackground, sender: unknown) {
    this.world = world;
    this.background = background;
    this.sender = sender;
  }

  readonly connect = ({ name }: { name: string }): FakePort => {
    this.#refuseOrphans();
    const port = new FakePort(this, name);
    this.ports.push(port);
    return port;
  };

  readonly sendMessage = (message: unknown): Promise<unknown> => {
    this.#refuseOrphans();
    this.sent.push(message);
    return this.world.receiveEncoded(message, this.sender, this.clones);
  };

  /** The ports that are open here. */
  get open(): number {
    return this.ports.filter(({ open }) => open).length;
  }

  /** The worker is stopped. @param tell whether the page hears that its ports are closed */
  stopWorker(tell = true): void {
    this.world.kill();
    this.endPorts(tell);
  }

  endPorts(tell = true): void {
    for (const port of this.ports) port.end(tell);
  }

  #refuseOrphans(): void {
    if (this.id === undefined) throw new Error('Extension context invalidated.');
  }
}
