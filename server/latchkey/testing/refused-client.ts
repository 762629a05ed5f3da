import assert from 'node:assert/strict';
import type { ServerModule } from '../http/server-module.ts';
import type { BadBody } from './bad-bodies.ts';
import { countCalls, type StorageCalls } from './counted-store.ts';
import { type TestApp, testApp } from './test-app.ts';
import type { Call, TestClient } from './test-client.ts';

/** The members of a problem that say what was wrong with the input. */
export interface InputProblem {
  readonly code: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export interface RefusedClient {
  readonly app: TestApp;
  readonly client: TestClient;
  readonly token: string;
  /** What was asked of the storage since the last call. */
  readonly storage: StorageCalls;
  /**
   * Sends it, and checks what holds for every refusal: a problem in the form of RFC 9457, the client's fault, and
   * nothing written.
   * @throws {AssertionError} where it does not hold
   */
  refused(path: string, call: Call): Promise<InputProblem>;
  /** POSTs it, and checks besides that the refusal names the member that is wrong. @throws {AssertionError} */
  namesTheField(path: string, body: BadBody): Promise<void>;
}

/** Somebody who is signed in to an app with these modules, and of whom everything is to be refused. */
export async function startRefusedClient(modules: readonly ServerModule<string>[]): Promise<RefusedClient> {
  const app = await testApp({ LATCHKEY_LOG_LEVEL: 'warn', LATCHKEY_RATE_LIMIT_SCALE: '10000' }, { modules });
  const client = await app.client();
  const token = (await client.signedUp('ada')).access_token;
  // The first guarded call writes down that the token has arrived.
  await client.call('/api/me', { method: 'GET', token });
  const storage = countCalls(app.storage.store);

  async function refused(path: string, call: Call): Promise<InputProblem> {
    storage.reset();
    const response = await client.call(path, call);
    const problem = await response.json();
    assert(response.status >= 400 && response.status < 500, `${path} answered ${response.status}`);
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.deepEqual(storage.writes, []);
    assert.equal(problem.status, response.status);
    assert.equal(typeof problem.code, 'string');
    assert.equal(problem.type, `/docs#${problem.code}`);
    return problem;
  }

  return {
    app,
    client,
    token,
    storage,
    refused,
    async namesTheField(path, { field, body }) {
      const { errors = [] } = await refused(path, { json: body, token, proof: true });
      const named = errors.map((error) => error.field);
      const says = `${field} is wrong, and named are ${JSON.stringify(named)}`;
      assert(
        named.some((name) => name === field || name.startsWith(`${field}.`)),
        says,
      );
    },
  };
}
