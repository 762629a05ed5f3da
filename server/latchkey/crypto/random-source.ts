import { randomFillSync } from 'node:crypto';

/** Fetched at once: asking the system takes longer than all that is done with what it gives. */
const STOCK_BYTES = 4096;

/** @returns what gives base64url of this many random bytes, none of them twice. */
export function createRandomSource(
  fill: (stock: Buffer) => void = randomFillSync,
): (bytes: number) => string {
  const stock = Buffer.alloc(STOCK_BYTES);
  let used = STOCK_BYTES;
  return (bytes) => {
    if (bytes > STOCK_BYTES) throw new RangeError(`${bytes} random bytes at once`);
    if (used + bytes > STOCK_BYTES) {
      fill(stock);
      used = 0;
    }
    const given = stock.toString('base64url', used, used + bytes);
    // What was given out must not be found in this process's memory later.
    stock.fill(0, used, used + bytes);
    used += bytes;
    return given;
  };
}
