import { setTimeout as delay } from 'node:timers/promises';
import { type Experience, HonestDevice, newExperience } from './honest-device.ts';
import type { TwoServers } from './two-servers.ts';

const DEVICES = 30;
const LEAST_MS = 10_000;
/** A revoked token is tried for as long: well over the second in which servers may go on believing in it. */
const WATCHED_MS = 3_000;

/** What they met, and what was seen of their servers. */
export interface Lived extends Experience {
  /** When a revoked token was accepted last, in milliseconds from the answer to its sign-out; 0 when none was. */
  readonly revokedAcceptedMs: number;
  /** Failures that the servers call their own. */
  readonly internal: number;
}

/**
 * Thirty people read, refresh, sign out and in again on both servers in turn while something goes wrong, and until
 * enough has happened: a quiet run would prove nothing, however busy the machine is with other things.
 */
export async function peopleLiveThrough(
  { url, servers }: TwoServers,
  trouble: () => Promise<unknown>,
): Promise<Lived> {
  const met = newExperience();
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, (_, n) => HonestDevice.register(url, `person-${n}`, met)),
  );
  const acceptedMs: number[] = [];

  const end = performance.now() + LEAST_MS;
  let over = false;
  const goesOn = () =>
    !over || performance.now() < end || met.signOuts <= DEVICES / 2 || met.refreshes <= DEVICES * 5;
  await Promise.all([
    trouble().finally(() => {
      over = true;
    }),
    ...devices.map(async (device, n) => acceptedMs.push(...(await live(device, n, goesOn)))),
  ]);
  // Whatever they went through: every session goes on.
  for (const device of devices) await device.refresh();

  const revokedAcceptedMs = Math.round(Math.max(0, ...acceptedMs));
  const internal = await Promise.all(
    servers.map((server) => server.count('latchkey_failure_total', { code: 'internal' })),
  );
  return { ...met, revokedAcceptedMs, internal: internal.reduce((sum, n) => sum + n, 0) };
}

/** @returns for each sign-out how long its token was accepted afterwards */
async function live(device: HonestDevice, n: number, goesOn: () => boolean): Promise<number[]> {
  const watched: Promise<number>[] = [];
  for (let step = n; goesOn(); step += 1) {
    if (step % 23 === 0) watched.push(watch(device, await device.signOut()));
    else if (step % 3 === 0) await device.refresh();
    else await device.read();
    await delay(40);
  }
  return Promise.all(watched);
}

async function watch(
  device: HonestDevice,
  { token, since }: { readonly token: string; readonly since: number },
): Promise<number> {
  let lastAccepted = 0;
  while (performance.now() < since + WATCHED_MS) {
    const sent = performance.now();
    if (await device.accepts(token)) lastAccepted = sent - since;
    await delay(50);
  }
  return lastAccepted;
}
