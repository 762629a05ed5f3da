import { type ProblemCode, problems } from '../../errors/problem.ts';
import { isForAnyHost } from '../middleware/require-host.ts';
import { isForExtensions, needsOrigin } from '../middleware/require-origin.ts';
import { PROBLEM_TYPE } from '../response/problem-document.ts';
import type { ApiDocument } from './document.ts';
import { headers, IDEMPOTENCY_KEY } from './headers.ts';

interface Reply {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: unknown;
}

interface Parameter {
  readonly name?: string;
  readonly in?: string;
}

interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, Reply>>;
}

type HeaderName = keyof typeof headers;

/** What an answer carries for a code, beside the challenge of every 401. */
const headersByCode: Readonly<Partial<Record<ProblemCode, HeaderName>>> = {
  use_dpop_nonce: 'DPoP-Nonce',
  invalid_grant: 'Set-Cookie',
  insufficient_scope: 'WWW-Authenticate',
  superseded: 'Retry-After',
  slow_down: 'Retry-After',
  idempotency_in_progress: 'Retry-After',
};

const names = (text: string, code: string) => text.includes(`${code}: `);

const origin = {
  name: 'Origin',
  in: 'header',
  required: true,
  description: 'Of an extension on the allow-list. Browsers set it by themselves.',
  schema: { type: 'string' },
} as const;

/**
 * What no route says of itself, since it is in front of many: who is refused before it is reached, what its credentials
 * and its body may be refused for, and the headers of each answer.
 */
export function completed(document: ApiDocument): ApiDocument {
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
          method,
          completeOperation(path, method, operation),
        ]),
      ),
    ]),
  );
  return {
    ...document,
    paths,
    components: { ...document.components, headers: { ...headers } },
  } as ApiDocument;
}

function completeOperation(path: string, method: string, operation: Operation): Operation {
  const guarded = isForExtensions(path);
  const asked = guarded && needsOrigin(method.toUpperCase());
  const parameters = [...(operation.parameters ?? []), ...(asked ? [origin] : [])];
  const idempotent = parameters.some(({ name }) => name === IDEMPOTENCY_KEY);
  const responses = withProblems(operation.responses ?? {}, implied(path, guarded, idempotent, operation));
  return {
    security: [],
    ...operation,
    ...(parameters.length > 0 && { parameters }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, reply]) => [status, withHeaders(status, reply, idempotent)]),
    ),
  };
}

function implied(
  path: string,
  guarded: boolean,
  idempotent: boolean,
  { security = [], parameters = [], requestBody }: Operation,
): readonly ProblemCode[] {
  const takes = (scheme: string) => security.some((one) => scheme in one);
  // Where another credential would do, a token that is no good counts as none.
  const needs = (scheme: string) => takes(scheme) && security.every((one) => scheme in one);
  const isRead = parameters.some((one) => one.in === 'path' || one.in === 'query');
  const codes: readonly (readonly [boolean, readonly ProblemCode[]])[] = [
    [!isForAnyHost(path), ['misdirected_request']],
    [guarded, ['origin_not_allowed']],
    [needs('accessToken'), ['invalid_token', 'insufficient_scope', 'storage_unavailable']],
    [takes('proof'), ['invalid_dpop_proof', 'use_dpop_nonce', 'rate_limited', 'storage_unavailable']],
    [requestBody !== undefined, ['invalid_request', 'unsupported_media_type', 'payload_too_large']],
    [isRead, ['invalid_request']],
    [idempotent, ['idempotency_in_progress', 'idempotency_key_reused', 'rate_limited']],
    [true, ['internal']],
  ];
  return codes.flatMap(([applies, ofThem]) => (applies ? ofThem : []));
}

function withProblems(
  responses: Readonly<Record<string, Reply>>,
  codes: readonly ProblemCode[],
): Readonly<Record<string, Reply>> {
  const all: Record<string, Reply> = { ...responses };
  for (const code of codes) {
    const { status, title } = problems[code];
    const before = all[status];
    const text = `${code}: ${title}`;
    if (before?.description !== undefined && names(before.description, code)) continue;
    all[status] = {
      ...before,
      description: before?.description === undefined ? text : `${before.description}; ${text}`,
      content: {
        [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } },
      },
    };
  }
  return all;
}

function withHeaders(status: string, reply: Reply, idempotent: boolean): Reply {
  const { description = '' } = reply;
  const ofCodes = Object.entries(headersByCode).filter(([code]) => names(description, code));
  const carried: readonly HeaderName[] = [
    'X-Request-Id',
    ...(status === '401' ? (['WWW-Authenticate'] as const) : []),
    ...(status === '429' || status === '503' ? (['Retry-After'] as const) : []),
    ...ofCodes.map(([, name]) => name),
    ...(idempotent && status.startsWith('2') ? (['Idempotency-Replayed'] as const) : []),
  ];
  const references = carried.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return { ...reply, headers: { ...reply.headers, ...Object.fromEntries(references) } };
}
