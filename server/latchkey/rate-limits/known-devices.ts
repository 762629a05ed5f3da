import { createHash } from 'node:crypto';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import { type Clock, millis } from '../time/time.ts';
import { networkOf } from './network-of.ts';

/** How long a sign-in vouches for its device and its address. */
const KNOWN_MS = 90 * 86_400_000;

/** A try to sign in: to which account, from where, with which DPoP key. */
export interface Attempt {
  /** The username as it is compared. */
  readonly account: string;
  readonly address: string;
  /** The thumbprint of the key that made the request's proof. */
  readonly device: string;
}

/**
 * Remembers which keys and addresses have signed in to an account before, so that slowing down strangers never
 * keeps its owner out (the device cookies of OWASP's "Slow Down Online Guessing Attacks", with a key in place of
 * a cookie).
 */
export interface KnownDevices {
  knowsDevice(attempt: Attempt): Promise<boolean>;
  knowsAddress(attempt: Attempt): Promise<boolean>;
  remember(attempt: Attempt): Promise<void>;
}

export function createKnownDevices(store: Store, clock: Clock): KnownDevices {
  const deviceKey = ({ account, device }: Attempt) => mark('device', account, device);
  const addressKey = ({ account, address }: Attempt) => mark('address', account, networkOf(address));
  const isMarked = async (at: Key) => {
    const found = await store.get<{ until: number }>(at);
    return found !== null && found.until > clock();
  };
  const put = async (at: Key) => {
    if (await isMarked(at)) return;
    const until = millis(clock() + KNOWN_MS);
    await store.put(at, { until }, until);
  };

  return {
    knowsDevice: (attempt) => isMarked(deviceKey(attempt)),
    knowsAddress: (attempt) => isMarked(addressKey(attempt)),
    async remember(attempt) {
      await put(deviceKey(attempt));
      await put(addressKey(attempt));
    },
  };
}

function mark(kind: 'device' | 'address', account: string, value: string): Key {
  const digest = createHash('sha256')
    .update(JSON.stringify([account, value]))
    .digest('base64url');
  return key('known', kind, digest);
}
