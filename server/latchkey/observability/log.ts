import { type DestinationStream, type Logger, destination as openDestination, pino } from 'pino';
import type { Config } from '../config/settings.ts';

/** Structured lines: a logger of pino's. */
export type Log = Logger;

/**
 * Names under which a secret could ever be logged. Nothing here logs one: this is the net below, for a line that
 * somebody adds in a hurry.
 */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'dpop',
  'password',
  'current',
  'next',
  'token',
  'access_token',
  'refresh_token',
  'receipt',
  'rt',
  'proof',
  'secret',
  'challenge',
  'solution',
];
const anywhere = (name: string) => {
  const member = /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
  return [member.replace(/^\./, ''), `*${member}`, `*.*${member}`];
};

/** What is kept of lines that can not be written now, in bytes; more than that is lost. */
const MOST_WAITING = 1024 * 1024;

/**
 * Standard output. A disk that is full under it, or a reader that has gone, costs lines and never the server: pino's own
 * destination ends the process at an error, and tries for ever to write what is left when it does.
 */
function standardOutput(): DestinationStream {
  const stream = openDestination({ dest: 1, sync: false, maxLength: MOST_WAITING });
  stream.on('error', () => {
    stream.flushSync = () => {};
  });
  return stream;
}

/** A logger of the app around, as pino and most others have it. */
export type AppLog = {
  readonly [level in 'debug' | 'info' | 'warn' | 'error']: (facts: object, message: string) => void;
};

/** Where the lines of an app's own logger go: after the net below, and each as what it was said as. */
export function destinationOf(logger: AppLog): DestinationStream {
  return {
    write(line) {
      const { level, time: _, msg, ...facts } = JSON.parse(line);
      logger[level as keyof AppLog](facts, msg);
    },
  };
}

/** Structured lines, on standard output unless said. */
export function createLog(level: Config['logLevel'], destination: DestinationStream = standardOutput()): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretNames.flatMap(anywhere), censor: '[redacted]' },
    serializers: { err: describeError },
  };
  return pino(options, destination);
}

interface DescribedError {
  readonly name: string;
  readonly code?: unknown;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: DescribedError;
}

/**
 * What is logged of an error: its words and where it came from. Not its other members, since drivers attach the
 * command they were given, with the record in it.
 */
function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: withoutTokens(String(error)) };
  return {
    name: error.name,
    ...('code' in error && { code: error.code }),
    message: withoutTokens(error.message),
    stack: error.stack && withoutTokens(error.stack),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** From where a JWT begins: after `{"` in base64url there is a dot. Looked for once in a word, however long it is. */
function withoutToken(word: string): string {
  const start = word.indexOf('eyJ');
  return start !== -1 && word.includes('.', start) ? `${word.slice(0, start)}[token]` : word;
}

/** JWTs and password hashes are easy to recognise, so they are taken out wherever they got to. */
function withoutTokens(text: string): string {
  return text.replace(/[\w.-]+/g, withoutToken).replace(/\$argon2id\$[\w$=,+/]+/g, '[password hash]');
}
