import { equalSecrets } from '../crypto/equal-secrets.ts';
import { mac } from '../crypto/mac.ts';
import { type Generation, generation, type SessionRecord } from './record.ts';

/**
 * Proof of having received a generation's answer, for the client to keep where its cookie can not be rolled
 * back with it. It is worth nothing without the cookie and the key.
 */
export function receiptOf(record: Pick<SessionRecord, 'secret' | 'sid'>, gen: Generation): string {
  return `${gen}.${mac(Buffer.from(record.secret, 'base64url'), `receipt|${record.sid}|${gen}`)}`;
}

/** The generation a receipt is for, or `null` when it is none of this session's. */
export function receiptGeneration(
  record: Pick<SessionRecord, 'secret' | 'sid'>,
  receipt: string | undefined,
): Generation | null {
  const gen = Number(receipt?.split('.', 1)[0]);
  if (receipt === undefined || !Number.isSafeInteger(gen) || gen < 1) return null;
  return equalSecrets(receiptOf(record, generation(gen)), receipt) ? generation(gen) : null;
}
