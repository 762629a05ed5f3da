import { millis } from '../../time/time.ts';
import { generation, type SessionRecord, sessionId, thumbprint, userId } from '../record.ts';

/** An hour into a signed-in session, generation 5, acknowledged; tests state what is different. */
export function aSession(different: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sid: sessionId('s1'),
    uid: userId('u1'),
    username: 'ada',
    gen: generation(5),
    ackedAt: millis(3_600_000),
    rotatedAt: millis(3_600_000),
    idleUntil: millis(3_600_000 + 15 * 86_400_000),
    absoluteUntil: millis(90 * 86_400_000),
    status: 'active',
    jkt: thumbprint('key-1'),
    label: 'Chromium on Linux',
    createdAt: millis(0),
    lastUsedAt: millis(3_600_000),
    secret: 'c2VjcmV0',
    ...different,
  };
}
