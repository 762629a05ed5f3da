import type { Context, MiddlewareHandler } from 'hono';
import { resolver, uniqueSymbol } from 'hono-openapi';
import * as v from 'valibot';
import { Problem } from '../../errors/problem.ts';
import { throwToApp } from '../response/problem-exception.ts';
import { BODY_LIMIT_BYTES, FORM_TYPE, readForm, readJson } from './read-json.ts';

type Schema = v.GenericSchema<unknown>;
type Source = 'json' | 'query' | 'param' | 'form';

type Validated<S extends Source, T extends Schema> = MiddlewareHandler<
  object,
  string,
  { in: { [K in S]: v.InferInput<T> }; out: { [K in S]: v.InferOutput<T> } }
>;

/** How a JSON body is taken. */
export interface JsonOptions {
  /** What is larger is refused with `payload_too_large`, whatever the schema says; 32 KiB unless said. */
  readonly limitBytes?: number;
}

/**
 * Takes the JSON body by a schema; the handler reads it with `c.req.valid('json')`.
 * @example
 * app.post('/api/orders', json(orderSchema, { limitBytes: 4_096 }), (c) => add(c.req.valid('json')));
 */
export const json = <T extends Schema>(schema: T, { limitBytes = BODY_LIMIT_BYTES }: JsonOptions = {}) =>
  validated('json', schema, (c) => readJson(c, limitBytes));

/** Takes the query string by a schema; a name given twice is refused as not a string. */
export const query = <T extends Schema>(schema: T) =>
  validated('query', schema, (c) =>
    Object.fromEntries(
      Object.entries(c.req.queries()).map(([name, values]) => [
        name,
        values.length === 1 ? values[0] : values,
      ]),
    ),
  );

/** Takes a form, as OAuth's endpoints do, by a schema; a name given twice is refused (RFC 6749 section 3.2). */
export const form = <T extends Schema>(schema: T) =>
  validated('form', schema, (c) => readForm(c, BODY_LIMIT_BYTES), { media: FORM_TYPE });

/** Takes the path's parameters by a schema. */
export const param = <T extends Schema>(schema: T) => validated('param', schema, (c) => c.req.param());

/**
 * One way in for every input: refused with `invalid_request` and each refused field, and known to the API document
 * by the same schema.
 */
function validated<S extends Source, T extends Schema>(
  source: S,
  schema: T,
  read: (c: Context) => unknown,
  options: { readonly media?: string } = {},
): Validated<S, T> {
  const validate: Validated<S, T> = async (c, next) => {
    try {
      c.req.addValidatedData(source, check(schema, await read(c)) as object);
    } catch (cause) {
      throwToApp(c, cause);
    }
    await next();
  };
  return Object.assign(validate, { [uniqueSymbol]: { target: source, ...resolver(schema), options } });
}

/** @throws Problem `invalid_request` that names every refused field. */
function check<T extends Schema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const errors = result.issues.map((issue) => ({
    field: v.getDotPath(issue) ?? 'body',
    message: described(issue),
  }));
  throw new Problem('invalid_request', { extensions: { errors } });
}

/** Schemas word their own rules; a wrong type is worded here, so that no answer repeats what was sent. */
function described(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema') return issue.message;
  if (issue.input === undefined) return 'is missing';
  if (issue.expected === 'never') return 'is not known here';
  return `must be of type ${(issue.expected ?? 'another').toLowerCase()}`;
}
