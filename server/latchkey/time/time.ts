declare const unit: unique symbol;

/** Milliseconds since the Unix epoch, or a span of them. */
export type Millis = number & { readonly [unit]: 'ms' };

/** Whole seconds, as JWT `exp`, `Max-Age` and `Retry-After` want them. */
export type Seconds = number & { readonly [unit]: 's' };

/** The clock that every decision takes as an argument; production passes {@link systemClock}. */
export type Clock = () => Millis;

/** This machine's clock, in milliseconds since the Unix epoch. */
export const systemClock: Clock = () => Date.now() as Millis;

/** Takes a number for milliseconds, unchecked. */
export const millis = (value: number): Millis => value as Millis;

/** Rounds down, so that a token never claims to live longer than the record behind it. */
export const toSeconds = (value: Millis): Seconds => Math.floor(value / 1000) as Seconds;

/** How times are written in JSON bodies, as in 2026-01-31T12:00:00.000Z. */
export const toRfc3339 = (value: Millis): string => new Date(value).toISOString();
