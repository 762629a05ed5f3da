import type { Context } from 'hono';
import { Problem } from '../../errors/problem.ts';

/** The largest call of the contract is a note of 2,000 characters, at most 12 bytes each as JSON escapes. */
export const BODY_LIMIT_BYTES = 32 * 1024;

/** Whether the body is said to be JSON, with or without parameters. */
export function isJson(c: Context): boolean {
  return c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

/**
 * Reads a JSON body. Nothing but `application/json` is taken, which a page of another origin can not send without
 * asking first (a CORS preflight).
 * @throws Problem `unsupported_media_type`, `payload_too_large`, or `invalid_request` for what is not JSON.
 */
export async function readJson(c: Context, limitBytes = BODY_LIMIT_BYTES): Promise<unknown> {
  if (!isJson(c)) {
    throw new Problem('unsupported_media_type', { detail: 'Send the body as application/json.' });
  }
  const text = await readText(c, limitBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const errors = [{ field: 'body', message: 'is not JSON' }];
    throw new Problem('invalid_request', { cause, extensions: { errors } });
  }
}

/** A body that states its length is cut there by the HTTP parser; only one that does not is counted as it comes. */
async function readText(c: Context, limitBytes: number): Promise<string> {
  const stated = c.req.header('Content-Length');
  if (stated !== undefined && c.req.header('Transfer-Encoding') === undefined) {
    if (Number(stated) > limitBytes) throw tooLarge(limitBytes);
    return c.req.text();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(limitBytes: number): Problem {
  return new Problem('payload_too_large', { detail: `At most ${limitBytes} bytes are taken.` });
}
