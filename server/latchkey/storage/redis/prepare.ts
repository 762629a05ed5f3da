import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { StartError } from '../../errors/start-error.ts';
import { FORMAT_KEY, type FormatStep, formatText, stepsFrom } from '../format.ts';
import { CHANNEL, PREFIX } from './driver.ts';

/** Nothing on Redis has changed its form yet. */
const steps: readonly FormatStep<(redis: Redis) => Promise<void>>[] = [];

const RIGHTS = `~${PREFIX}:* &${PREFIX}:* +@connection +@read +@write +@scripting +@pubsub +info`;

/**
 * Sees at the start what would fail later, one request after another, and moves an older format up.
 * @throws {StartError} for a Cluster, a user with too few rights, a replica, and a format of a newer release
 */
export async function prepareRedis(redis: Redis): Promise<void> {
  await refuseCluster(redis);
  await tryAllRights(redis);
  const name = `${PREFIX}:${FORMAT_KEY}`;
  const needed = stepsFrom(await redis.get(name), steps);
  if (needed === null) return;
  for (const { run } of needed) await run(redis);
  await redis.set(name, formatText);
}

/** What belongs to one person is read and written together, and lies on several nodes of a Cluster. */
async function refuseCluster(redis: Redis): Promise<void> {
  const info = await redis.info('cluster').catch(() => '');
  if (!info.includes('cluster_enabled:1')) return;
  throw new StartError(
    'This Redis is part of a Cluster, which Latchkey can not use: several keys are read in one call. ' +
      'Give LATCHKEY_STORAGE a Redis that is not, with replicas for failover, or PostgreSQL.',
  );
}

/** Does once, on a key of its own, each thing that the server does. */
async function tryAllRights(redis: Redis): Promise<void> {
  const trial = `${PREFIX}:trial:${randomUUID()}`;
  const subscriber = redis.duplicate({ autoResubscribe: false });
  subscriber.on('error', () => {});
  const attempts: (() => Promise<unknown>)[] = [
    () => redis.set(trial, '1', 'PX', 60_000),
    () => redis.mget(trial),
    () => redis.eval("return redis.call('INCRBY', KEYS[1], 1) + redis.call('PTTL', KEYS[1])", 1, trial),
    () => redis.unlink(trial),
    () => redis.sadd(trial, '1'),
    () => redis.smembers(trial),
    () => redis.srem(trial, '1'),
    // Nobody's session.
    () => redis.publish(CHANNEL, ''),
    () => subscriber.connect(),
    () => subscriber.subscribe(CHANNEL, `${PREFIX}:beat:${randomUUID()}`),
  ];
  try {
    for (const attempt of attempts) await attempt();
  } catch (cause) {
    throw refusal(cause);
  } finally {
    subscriber.disconnect();
  }
}

function refusal(cause: unknown): unknown {
  const message = cause instanceof Error ? cause.message : '';
  // The second is said of what a script calls.
  if (/NOPERM|can't run this command/.test(message)) {
    return new StartError(
      `The Redis user of LATCHKEY_STORAGE may not do all that Latchkey does (${message}). Give it: ${RIGHTS}`,
      { cause },
    );
  }
  if (message.startsWith('READONLY')) {
    return new StartError(
      'This Redis is a read-only replica. Give LATCHKEY_STORAGE the address of the primary, or a name that follows it.',
      { cause },
    );
  }
  return cause;
}
