import type { Context } from 'hono';
import { Problem } from '../../errors/problem.ts';
import { isOfNode, requestHeader } from './request-header.ts';

/** Twice what the largest call of the library takes, a sign-in with names and passwords all in JSON escapes. */
export const BODY_LIMIT_BYTES = 32 * 1024;

/**
 * Refuses whatever is not said to be JSON, with or without parameters. A page of another origin can not send that
 * without asking first (a CORS preflight), so it is asked also where a body is not read.
 * @throws {Problem} `unsupported_media_type`
 */
export function requireJson(c: Context): void {
  if (mediaType(c) === 'application/json') return;
  throw new Problem('unsupported_media_type', { detail: 'The Content-Type must be application/json.' });
}

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Reads a form.
 * @returns a value for each name, several for one that is there more than once
 * @throws {Problem} `unsupported_media_type`, `payload_too_large`, or `invalid_request` for a body that was cut off
 */
export async function readForm(c: Context, limitBytes: number): Promise<Record<string, string | string[]>> {
  if (mediaType(c) !== FORM_TYPE) {
    throw new Problem('unsupported_media_type', { detail: `The Content-Type must be ${FORM_TYPE}.` });
  }
  const given = new URLSearchParams(await readBody(c, limitBytes));
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/**
 * Reads a JSON body.
 * @throws {Problem} `unsupported_media_type`, `payload_too_large`, or `invalid_request` for what is not JSON.
 */
export async function readJson(c: Context, limitBytes: number): Promise<unknown> {
  requireJson(c);
  const text = await readBody(c, limitBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusedBody('is not JSON', cause);
  }
}

const mediaType = (c: Context) => requestHeader(c, 'content-type')?.split(';')[0]?.trim().toLowerCase();

async function readBody(c: Context, limitBytes: number): Promise<string> {
  return readText(c, limitBytes).catch((cause) => {
    if (cause instanceof Problem) throw cause;
    // What a client does to its own connection is no fault of the server, and nobody waits for the answer.
    throw refusedBody('was cut off', cause);
  });
}

/** A body that states its length is cut there by Node's parser; one that does not, or is another's, is counted. */
async function readText(c: Context, limitBytes: number): Promise<string> {
  const stated = requestHeader(c, 'content-length');
  if (Number(stated) > limitBytes) throw tooLarge(limitBytes);
  if (stated !== undefined && isOfNode(c.req.raw) && c.req.header('Transfer-Encoding') === undefined) {
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

function refusedBody(message: string, cause: unknown): Problem {
  return new Problem('invalid_request', { cause, extensions: { errors: [{ field: 'body', message }] } });
}

function tooLarge(limitBytes: number): Problem {
  return new Problem('payload_too_large', { detail: `At most ${limitBytes} bytes are taken.` });
}
