import * as v from 'valibot';
import { type BodyData, fits, fromWireBody, isWireBody, sizeOf, type WireBody } from './body.ts';
import type { LatchkeyErrorCode, ServerProblem } from './errors.ts';
import { MAX_BODY_BYTES, MAX_DEADLINE_MS } from './limits.ts';
import type { SessionState } from './session-state.ts';

/**
 * The contract between the broker and everyone who calls it. Calls come from less trusted places (a content
 * script shares its process with the page), so the broker parses each one; replies and pushes come from the
 * broker, so their types are enough. Clients import types from here and nothing that runs.
 */

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const deadlineMs = v.pipe(v.number(), v.minValue(1), v.maxValue(MAX_DEADLINE_MS));

/** Text or bytes from here on. The limit is the bytes': a character may have up to three of them. */
const body = v.pipe(
  // As base64 it is a third longer. What is longer than that is not even looked at.
  v.custom<WireBody>((value) => isWireBody(value) && sizeOf(value) <= Math.ceil(MAX_BODY_BYTES / 3) * 4),
  v.rawTransform<WireBody, BodyData>(({ dataset, addIssue, NEVER }) => {
    try {
      const data = fromWireBody(dataset.value);
      if (fits(data, MAX_BODY_BYTES)) return data;
    } catch {
      // No base64: the same answer as to a body that is too long.
    }
    addIssue();
    return NEVER;
  }),
);

/** A `Request` as plain data. `url` is what the caller wrote: the policy decides on it before it is resolved. */
const requestData = v.strictObject({
  method: v.pipe(v.string(), v.regex(/^[A-Z]{1,16}$/)),
  url: text(8192),
  headers: v.pipe(v.array(v.strictTuple([text(256), text(8192)])), v.maxLength(64)),
  /** `null` for no body. */
  body: v.nullable(body),
});

/** What altcha-lib calls a payload: the challenge as the server gave it, and its solution. */
const solvedChallenge = v.strictObject({
  challenge: v.looseObject({ parameters: v.looseObject({}) }),
  solution: v.looseObject({ counter: v.number(), derivedKey: text(1024) }),
});

const credentials = {
  username: text(256),
  password: text(1024),
  solvedChallenge: v.nullable(solvedChallenge),
  /** What else a server's form asks for, such as a captcha's answer. */
  fields: v.optional(v.record(text(64), text(4096))),
};

/** By type, so that a message is held against the one schema that it claims to fit, and not against all of them. */
const calls = {
  fetch: v.strictObject({ type: v.literal('fetch'), request: requestData, deadlineMs }),
  abort: v.strictObject({ type: v.literal('abort'), call: text(64) }),
  token: v.strictObject({
    type: v.literal('token'),
    /** `null`: the access token itself. */
    scope: v.nullable(text(256)),
    /** A token that the API has just refused. */
    refused: v.nullable(text(8192)),
    deadlineMs,
  }),
  state: v.strictObject({ type: v.literal('state') }),
  challenge: v.strictObject({ type: v.literal('challenge') }),
  'sign-in': v.strictObject({ type: v.literal('sign-in'), ...credentials }),
  register: v.strictObject({ type: v.literal('register'), ...credentials }),
  ways: v.strictObject({ type: v.literal('ways') }),
  'begin-flow': v.strictObject({ type: v.literal('begin-flow'), way: v.nullable(text(64)) }),
  'account-flow': v.strictObject({
    type: v.literal('account-flow'),
    purpose: v.picklist(['add-way', 'remove-account']),
    way: v.nullable(text(64)),
  }),
  'cancel-flow': v.strictObject({ type: v.literal('cancel-flow') }),
  'sign-out': v.strictObject({ type: v.literal('sign-out'), everywhere: v.boolean() }),
  doctor: v.strictObject({ type: v.literal('doctor') }),
  denied: v.strictObject({ type: v.literal('denied') }),
};

/** `latchkey` marks the messages that are the broker's; the extension may send others of its own. */
const envelope = v.strictObject({
  latchkey: v.literal('call'),
  id: text(64),
  cloned: v.optional(v.custom<Uint8Array>((value) => value instanceof Uint8Array)),
  call: v.looseObject({ type: v.picklist(Object.keys(calls) as CallType[]) }),
});

/** A request as the caller made it. */
export type RequestData = v.InferOutput<typeof requestData>;
/**
 * A proof of work that was done: the challenge as it came, and its solution.
 * @interface
 */
export type SolvedChallenge = v.InferOutput<typeof solvedChallenge>;
/**
 * A proof of work that the server asks for before a sign-in (ALTCHA, version 2).
 * @interface
 */
export type Challenge = SolvedChallenge['challenge'];
export type CallType = keyof typeof calls;
/** A call, or the calls of some types: `CallOf<'fetch'>`. */
export type CallOf<T extends CallType> = {
  [K in T]: { readonly type: K } & v.InferOutput<(typeof calls)[K]>;
}[T];
export type Call = CallOf<CallType>;
export interface Message {
  readonly latchkey: 'call';
  readonly id: string;
  /** Bytes, which only a browser carries that clones messages: the reply may hold some, too. Otherwise they are JSON. */
  readonly cloned?: Uint8Array | undefined;
  readonly call: Call;
}

/** A message as the browser carries it: the same, with its body in a form that crosses. */
export interface WireMessage extends Pick<Message, 'latchkey' | 'id' | 'cloned'> {
  readonly call: v.InferInput<(typeof calls)[CallType]>;
}

/** A response as plain data; `body` is `null` where the status allows none. */
export interface ResponseData {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  /** As `HeadersInit` takes them. */
  readonly headers: [string, string][];
  readonly body: BodyData | null;
}

/** A token, and until when it is good. */
export interface Token {
  readonly token: string;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly expiresAt: number;
}

/** One thing that a session needs, and whether it is in order. */
export interface Check {
  readonly id: 'host-permission' | 'server' | 'origin' | 'cookie' | 'clock' | 'key' | 'session';
  readonly ok: boolean;
  /** For `ok: false`, which of the known causes it is; a message key for the interface. */
  readonly problem?: string;
  /** Figures that belong to it, such as the clock's offset in milliseconds. */
  readonly data?: Readonly<Record<string, string | number>>;
}

/** A way of signing in that the server offers. */
export interface Way {
  readonly id: string;
  /** `password`: by username and password. Everything else is a page of the server, in a tab. */
  readonly kind: string;
  /** What is on its button. */
  readonly name: string;
}

/** A call that the policy has refused. */
export interface DeniedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sender: string;
  readonly request: string;
  readonly reason: string;
}

/** What the broker answers to each type of call. */
export interface Results {
  fetch: ResponseData;
  abort: null;
  token: Token;
  state: SessionState;
  /** `null` where a sign-in needs none. */
  challenge: Challenge | null;
  'sign-in': SessionState;
  register: SessionState;
  ways: readonly Way[];
  'begin-flow': SessionState;
  'account-flow': SessionState;
  'cancel-flow': SessionState;
  'sign-out': SessionState;
  doctor: readonly Check[];
  denied: readonly DeniedRequest[];
}

export type Result = Results[CallType];

/** A `LatchkeyError` as plain data. */
export interface WireError {
  readonly code: LatchkeyErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly problem?: ServerProblem;
}

export type Reply =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: WireError };

/** Sent by the broker to every context when the session changes. */
export interface Push {
  readonly latchkey: 'state';
  /** `null` to tabs: something has changed, and who may know asks what. Every page's process could read more. */
  readonly state: SessionState | null;
}

export type Parsed =
  | { readonly type: 'call'; readonly message: Message }
  /** Marked as the broker's, but not a call that it knows. */
  | { readonly type: 'malformed'; readonly detail: string }
  /** Somebody else's message: not answered at all. */
  | { readonly type: 'foreign' };

/** Reads what came in by `runtime.onMessage`; nothing of it is believed before. */
export function parseMessage(value: unknown): Parsed {
  if (typeof value !== 'object' || value === null || !('latchkey' in value) || value.latchkey !== 'call') {
    return { type: 'foreign' };
  }
  const outer = v.safeParse(envelope, value, { abortEarly: true });
  if (!outer.success) return malformed(v.getDotPath(outer.issues[0]));
  const { call, ...rest } = outer.output;
  const inner = v.safeParse(calls[call.type], call, { abortEarly: true });
  if (!inner.success) return malformed(`call.${v.getDotPath(inner.issues[0])}`);
  return { type: 'call', message: { ...rest, call: inner.output } };
}

/** Only where it is wrong: the value there may be a password. */
const malformed = (path: string | null): Parsed => ({
  type: 'malformed',
  detail: path?.slice(0, 100) ?? 'message',
});
