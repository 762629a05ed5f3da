import { isUtf8 } from 'node:buffer';

/** A JWS in its compact form (RFC 7515 section 7.1), taken apart; nothing in it has been checked. */
export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** What is signed: the first two parts as they were sent. */
  readonly input: string;
  readonly signature: Buffer;
}

/** Node's decoder passes over what is not in its alphabet, so that nothing else may get to it. */
const THREE_PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Takes apart what may be a JWT. @returns `null` for whatever is none: a header or a payload that is no JSON object,
 * a header that asks for an extension to be understood (RFC 7515 section 4.1.11), for none is, and a signature that
 * is not written in its one canonical way.
 */
export function parseCompact(text: string): CompactJws | null {
  const [, first = '', second = '', third = ''] = THREE_PARTS.exec(text) ?? [];
  const header = decoded(first);
  const payload = decoded(second);
  const signature = Buffer.from(third, 'base64url');
  if (header === null || payload === null || Object.hasOwn(header, 'crit')) return null;
  if (signature.toString('base64url') !== third) return null;
  return { header, payload, input: `${first}.${second}`, signature };
}

/** The first two parts of a JWS: what its signature is made over. */
export const signingInput = (header: object, payload: object): string =>
  `${encoded(header)}.${encoded(payload)}`;

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function decoded(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const bytes = Buffer.from(part, 'base64url');
    if (!isUtf8(bytes)) return null;
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
