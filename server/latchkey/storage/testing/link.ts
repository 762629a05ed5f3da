import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP connection between two programs that can be cut and mended. */
export interface Link {
  readonly port: number;
  /** Ends every connection and takes no new one. */
  cut(): void;
  mend(): void;
  /** New connections go to another program on this port from now on; those that are open stay. */
  lead(to: number): void;
  /**
   * Whatever is connected now hears nothing any more and is not told, as when a host has gone or a firewall has
   * forgotten; a new connection works.
   * @param nth only this one, counted from 0 in the order of connecting.
   */
  silence(nth?: number): void;
  close(): Promise<void>;
}

interface Connection {
  readonly nth: number;
  readonly near: Socket;
  readonly far: Socket;
}

export async function startLink(target: number): Promise<Link> {
  const open = new Set<Connection>();
  let whole = true;
  let count = 0;
  let port = target;

  // Half open: a side that ends is answered by the other side, not by the link.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const connection = { nth: count++, near, far };
    open.add(connection);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(connection);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    whole = false;
    for (const { near, far } of open) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend() {
      whole = true;
    },
    lead(to) {
      port = to;
    },
    silence(nth) {
      for (const { near, far, nth: its } of open) {
        if (nth !== undefined && nth !== its) continue;
        near.unpipe(far).resume();
        far.unpipe(near).resume();
      }
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
