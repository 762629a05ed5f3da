import { Hono } from 'hono';
import * as v from 'valibot';
import { describe } from '../openapi/describe.ts';
import type { ApiDocument } from '../openapi/document.ts';

/** GET /openapi.json: what the API is, for machines. It is written once, as it is made. */
export function openapiRoute({ apiDocument }: { readonly apiDocument: () => Promise<ApiDocument> }): Hono {
  let written: Promise<string> | undefined;
  const write = async () => JSON.stringify(await apiDocument());
  return new Hono().get(
    '/openapi.json',
    describe({
      tag: 'Operation',
      summary: 'This document',
      success: {
        status: 200,
        description: 'OpenAPI 3.1',
        schema: v.looseObject({ openapi: v.string() }),
      },
    }),
    async (c) => {
      written ??= write();
      return c.body(await written, 200, { 'Content-Type': 'application/json' });
    },
  );
}
