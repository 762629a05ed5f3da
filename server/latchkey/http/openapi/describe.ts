import type { MiddlewareHandler } from 'hono';
import type { RouterRoute } from 'hono/types';
import { type DescribeRouteOptions, resolver, uniqueSymbol } from 'hono-openapi';
import * as v from 'valibot';
import { type ProblemCode, problems } from '../../errors/problem.ts';
import { PROBLEM_TYPE } from '../response/problem-document.ts';
import { headers } from './headers.ts';

/** RFC 9457; `problems` holds every code with its status. */
const problemSchema = v.pipe(
  v.object({
    type: v.string(),
    title: v.string(),
    status: v.number(),
    code: v.picklist(Object.keys(problems) as ProblemCode[]),
    detail: v.optional(v.string()),
    instance: v.optional(v.string()),
    errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
    reason: v.optional(v.string()),
  }),
  v.metadata({ ref: 'Problem' }),
);

/**
 * A problem document (RFC 9457).
 * @interface
 */
export type ProblemDetails = v.InferOutput<typeof problemSchema>;

/** What the API document says of a route. */
export interface Description {
  /** The heading in the document; a module's own unless said. */
  readonly tag?: string;
  readonly summary: string;
  readonly description?: string;
  /** How a caller shows who it is; nothing for a call that is open to everybody. */
  readonly auth?: keyof typeof security;
  readonly success: {
    readonly status: number;
    readonly description: string;
    readonly schema?: v.GenericSchema;
    /** The media type of what is no JSON. */
    readonly type?: string;
    /** Whether it sets or removes a cookie. */
    readonly cookie?: true;
  };
  readonly problems?: readonly ProblemCode[];
}

/** Each a list of alternatives. */
const security = {
  'access token': [['accessToken']],
  'cookie and proof': [['refreshCookie', 'proof']],
  'access token, or cookie and proof': [['accessToken'], ['refreshCookie', 'proof']],
  proof: [['proof']],
  client: [['client']],
} as const;

/** Describes a route to the API document, as a middleware that does nothing else. */
export function describe(route: Description): MiddlewareHandler;
/**
 * Describes a route to the API document.
 * @param on a middleware that is the route's own already: one more costs each request a call and a promise
 * @example
 * app.get('/api/orders', describe({
 *   summary: "The user's orders",
 *   auth: 'access token',
 *   success: { status: 200, description: 'The orders', schema: v.array(orderSchema) },
 *   problems: ['invalid_token'],
 * }, requireAccess()), (c) => …);
 */
export function describe<M extends MiddlewareHandler>(route: Description, on: M): M;
export function describe(route: Description, on: MiddlewareHandler = pass()): MiddlewareHandler {
  if (uniqueSymbol in on) throw new Error('the middleware describes something else already');
  return Object.assign(on, { [uniqueSymbol]: { spec: toOpenApi(route) } });
}

const pass = (): MiddlewareHandler => (_, next) => next() as Promise<undefined>;

function toOpenApi({
  tag,
  summary,
  description,
  auth,
  success,
  problems: codes = [],
}: Description): DescribeRouteOptions {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {
    [success.status]: {
      description: success.description,
      ...(success.schema && {
        content: { [success.type ?? 'application/json']: { schema: resolver(success.schema) } },
      }),
      ...(success.cookie && { headers: { 'Set-Cookie': headers['Set-Cookie'] } }),
    },
  };
  for (const [status, titles] of byStatus(codes)) {
    const content = { [PROBLEM_TYPE]: { schema: resolver(problemSchema) } };
    responses[status] = { description: titles.join('; '), content };
  }
  return {
    ...(tag !== undefined && { tags: [tag] }),
    summary,
    ...(description !== undefined && { description }),
    ...(auth !== undefined && {
      security: security[auth].map((all) => Object.fromEntries(all.map((scheme) => [scheme, []]))),
    }),
    responses,
  };
}

function byStatus(codes: readonly ProblemCode[]): Map<number, string[]> {
  const grouped = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title } = problems[code];
    grouped.set(status, [...(grouped.get(status) ?? []), `${code}: ${title}`]);
  }
  return grouped;
}

/** Gives the routes that name no heading of their own this one. */
export function tagRoutes(routes: readonly RouterRoute[], tag: string): void {
  for (const { handler } of routes) {
    const described = (handler as { [uniqueSymbol]?: { spec?: DescribeRouteOptions } })[uniqueSymbol];
    if (described?.spec !== undefined) described.spec.tags ??= [tag];
  }
}
