import type { Result, Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

/** What makes a path stand for several. */
const PATTERN = /[:*?]/;

/**
 * Hono's TrieRouter, which is asked once for each path that has no parameters: they are most of what is called, and
 * looking one up anew takes a twentieth of all that a guarded request costs. Hono's RegExpRouter, its faster one, can not
 * tell `/sign-in/:id` from `/sign-in/callback/:way`.
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = 'RememberingRouter';
  readonly #routes = new TrieRouter<T>();
  readonly #prepare: (found: Result<T>) => Result<T>;
  /** By path and method; the paths are those that were added, so that nobody outside makes it grow. */
  readonly #found = new Map<string, Map<string, Result<T>>>();

  /** @param prepare what is made, once, of that which is remembered */
  constructor(prepare: (found: Result<T>) => Result<T> = (found) => found) {
    this.#prepare = prepare;
  }

  add(method: string, path: string, handler: T): void {
    this.#routes.add(method, path, handler);
    for (const found of this.#found.values()) found.clear();
    if (!PATTERN.test(path)) this.#found.set(path, new Map());
  }

  match(method: string, path: string): Result<T> {
    const found = this.#found.get(path);
    const known = found?.get(method);
    if (known !== undefined) return known;
    const result = this.#routes.match(method, path);
    if (found === undefined) return result;
    const prepared = this.#prepare(result);
    found.set(method, prepared);
    return prepared;
  }
}
