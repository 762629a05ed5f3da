import type { UserId } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import { type Clock, millis } from '../time/time.ts';
import type { Verdict } from './password-hash.ts';

/** What a password was before its last change: a PHC string. */
type FormerPassword = { readonly password: string; readonly until: number };

/** Long enough for a client to learn that its answer was lost, and to ask again. */
const KEPT_MS = 10 * 60_000;

/**
 * The hashes of passwords that were changed a moment ago. Whoever asks for the same change again has to know both
 * passwords once more, so that a lost answer can be asked for and yet no call is two guesses (ASVS 5.0, 6.2.3).
 */
export function createFormerPasswords({
  store,
  clock,
  verify,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly verify: (password: string, phc: string) => Promise<Verdict>;
}) {
  const at = (user: UserId) => key('former-password', user);
  return {
    async keep(user: UserId, phc: string): Promise<void> {
      const until = millis(clock() + KEPT_MS);
      await store.put(at(user), { password: phc, until }, until);
    },
    async was(user: UserId, password: string): Promise<boolean> {
      const former = await store.get<FormerPassword>(at(user));
      if (former === null || clock() >= former.until) return false;
      return (await verify(password, former.password)) !== 'wrong';
    },
    forget: (user: UserId): Promise<void> => store.remove(at(user)),
  };
}
