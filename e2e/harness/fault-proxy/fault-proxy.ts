import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { deliver } from './deliver.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { type FaultPlan, noFaults } from './fault-plan.ts';
import { forward } from './forward.ts';
import { Hold, type HoldPoint } from './hold.ts';

export interface FaultProxySetup {
  /** The port that the extension believes to be the server's. */
  readonly port: number;
  /** Where the server really is. */
  readonly serverPort: number;
}

/** Stands between the extension and the server, and does to their messages what networks do. */
export class FaultProxy {
  readonly url: string;
  /** What happens to the requests from now on. */
  plan: FaultPlan = noFaults;
  /** Hears of each request when it is over. */
  observe: (exchange: Exchange) => void = () => {};

  readonly #setup: FaultProxySetup;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #counts = new Map<string, number>();
  #holds: readonly Hold[] = [];
  #listening: Server | undefined;

  private constructor(setup: FaultProxySetup) {
    this.url = `http://localhost:${setup.port}`;
    this.#setup = setup;
  }

  static async start(setup: FaultProxySetup): Promise<FaultProxy> {
    const proxy = new FaultProxy(setup);
    await proxy.comeBack();
    return proxy;
  }

  /** The network is gone: open connections break, new ones are refused. */
  async goAway(): Promise<void> {
    const server = this.#listening;
    this.#listening = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  async comeBack(): Promise<void> {
    if (this.#listening !== undefined) return;
    const server = createServer((request, response) => void this.#handle(request, response));
    this.#listening = server;
    server.listen(this.#setup.port, '127.0.0.1');
    await once(server, 'listening');
  }

  /**
   * Stops the next such request, as in `POST /auth/refresh`, at this point until it is released. At a point behind the
   * server that is the next one that the server does not refuse.
   */
  holdNext(call: string, point: HoldPoint): Hold {
    const hold = new Hold(call, point);
    this.#holds = [...this.#holds, hold];
    return hold;
  }

  async stop(): Promise<void> {
    for (const hold of this.#holds) hold.release();
    await this.goAway();
    this.#agent.destroy();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = Date.now();
    const method = request.method ?? '';
    const path = new URL(request.url ?? '/', this.url).pathname;
    const fault = this.plan(path, this.#count(path));
    const hold = this.#takeHold(`${method} ${path}`);
    const answers: Answer[] = [];
    const reach = async (point: HoldPoint) => {
      if (hold?.point !== point) return;
      // What was refused has changed nothing, and is sent again with what it lacked: that one is meant.
      if (answers.some(({ status }) => status >= 400)) this.#holds = [hold, ...this.#holds];
      else await hold.wait();
    };
    const ask = async (body: Buffer) => {
      answers.push(await forward(request, body, { port: this.#setup.serverPort, agent: this.#agent }));
    };
    try {
      await this.#pass(request, response, fault, ask, () => answers, reach);
    } catch {
      // The browser or the server has gone; either way this request is over.
      response.destroy();
    }
    const delivered = response.writableFinished ? 'whole' : response.headersSent ? 'part' : 'nothing';
    this.observe({ atMs, method, path, fault, answers, delivered });
  }

  async #pass(
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault,
    ask: (body: Buffer) => Promise<void>,
    answers: () => readonly Answer[],
    reach: (point: HoldPoint) => Promise<void>,
  ): Promise<void> {
    const body = await buffer(request);
    if (fault.is === 'delay') await delay(fault.ms);
    await reach('before-server');
    if (fault.is === 'drop-request') return void response.destroy();
    if (fault.is === 'gateway' && !fault.serverActs) return send(response, gatewayAnswer(fault));
    await ask(body);
    if (fault.is === 'duplicate') await ask(body);
    await reach('before-headers');
    if (fault.is === 'drop-answer') return void response.destroy();
    if (fault.is === 'gateway') return send(response, gatewayAnswer(fault));
    const wanted = fault.is === 'duplicate' && fault.answer === 'second' ? answers().at(1) : answers().at(0);
    if (wanted !== undefined) await deliver(response, wanted, fault.is === 'cut-body', reach);
  }

  #count(path: string): number {
    const n = this.#counts.get(path) ?? 0;
    this.#counts.set(path, n + 1);
    return n;
  }

  #takeHold(call: string): Hold | undefined {
    const hold = this.#holds.find((candidate) => candidate.call === call);
    this.#holds = this.#holds.filter((candidate) => candidate !== hold);
    return hold;
  }
}

const nowhere = () => Promise.resolve();
const send = (response: ServerResponse, answer: Answer): Promise<void> =>
  deliver(response, answer, false, nowhere);

/** In the gateway's words and not the server's: a page, and no problem+json. */
function gatewayAnswer({ status, retryAfterSeconds }: Extract<Fault, { is: 'gateway' }>): Answer {
  const body = Buffer.from(`<html><body><h1>${status}</h1></body></html>`);
  const retryAfter = retryAfterSeconds === null ? [] : [['Retry-After', String(retryAfterSeconds)] as const];
  return {
    status,
    headers: [['Content-Type', 'text/html'], ['Content-Length', String(body.length)], ...retryAfter],
    body,
  };
}
