import type { ServerResponse } from 'node:http';
import type { Answer } from './exchange.ts';
import type { HoldPoint } from './hold.ts';

/** Writes an answer; `reach` is called at each point of it where a test may want to stop. */
export async function deliver(
  response: ServerResponse,
  { status, headers, body }: Answer,
  cut: boolean,
  reach: (point: HoldPoint) => Promise<void>,
): Promise<void> {
  response.writeHead(status, [...headers].flat());
  response.flushHeaders();
  await reach('before-body');
  if (cut && body.length > 0) {
    const half = body.subarray(0, Math.floor(body.length / 2));
    response.write(half, () => response.destroy());
    return closed(response);
  }
  if (body.length > 1) response.write(body.subarray(0, -1));
  await reach('before-last-byte');
  response.end(body.subarray(-1));
  await closed(response);
}

/** Resolves when all has been sent or nothing more can be. */
function closed(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((done) => response.once('finish', done).once('close', done));
}
