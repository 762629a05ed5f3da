import type { TokenResponse } from '../../http/response/token-response.ts';
import type { TestApp } from '../../testing/test-app.ts';
import { TestClient } from '../../testing/test-client.ts';
import { type Page, Visitor } from './visitor.ts';

/** Where the application of the tests says that it is. */
export const SITE = 'http://localhost:8787';

export interface BegunFlow {
  readonly id: string;
  readonly url: string;
  readonly user_code?: string;
}

/** An extension and the browser that it is in. */
export async function signInBrowser(app: Pick<TestApp, 'client' | 'request'>, site = SITE) {
  const client = await app.client();
  const visitor = new Visitor(site, (path, init) => app.request(path, init));
  return {
    client,
    visitor,
    async begin(way?: string): Promise<BegunFlow> {
      const response = await client.callWithProof('/auth/flows', { json: way === undefined ? {} : { way } });
      if (response.status !== 201) throw new Error(await response.text());
      visitor.take(`${site}/auth/flows`, response);
      return (await response.json()) as BegunFlow;
    },
    /** Begins one for the account that is signed in to. */
    async beginFor(
      { access_token: token }: TokenResponse,
      purpose: 'add-way' | 'remove-account',
      way?: string,
    ): Promise<{ readonly url: string }> {
      const json = way === undefined ? { purpose } : { purpose, way };
      const response = await client.callWithProof('/auth/account/flows', { json, token });
      if (response.status !== 201) throw new Error(await response.text());
      visitor.take(`${site}/auth/account/flows`, response);
      return (await response.json()) as { url: string };
    },
    /** Types a name into the provider's form, and agrees to what it asks. */
    async comeBackAs(name: string, { url }: Pick<BegunFlow, 'url'>): Promise<Page> {
      let page = await visitor.open(url);
      if (page.url.origin === site) return page;
      page = await visitor.submit(page, page.url.pathname, { prompt: 'login', login: name, password: 'any' });
      return visitor.submit(page, page.url.pathname, { prompt: 'consent' });
    },
    claim: ({ id }: Pick<BegunFlow, 'id'>) => client.callWithProof(`/auth/flows/${id}/claim`, { json: {} }),
  };
}

export type SignInBrowser = Awaited<ReturnType<typeof signInBrowser>>;

/** The same for a server that runs. */
export const signInBrowserAt = (url: string): Promise<SignInBrowser> =>
  signInBrowser({ client: () => TestClient.of(url), request: (path, init) => fetch(url + path, init) }, url);
