import { defaultExtensionOrigin } from 'latchkey-server';
import { TestClient } from 'latchkey-server/testing';
import type { Account } from './accounts.ts';

interface Answer {
  readonly access_token: string;
  readonly session_id: string;
  readonly refreshToken: string;
}

/** Where the server is. */
type Address = { readonly url: string };

/** The same person signed in somewhere else: what it sees is on the server, not only in the browser under test. */
export class OtherDevice {
  readonly refreshToken: string;
  readonly #server: Address;
  readonly #accessToken: string;
  readonly #sessionId: string;

  private constructor(server: Address, { access_token, session_id, refreshToken }: Answer) {
    this.refreshToken = refreshToken;
    this.#server = server;
    this.#accessToken = access_token;
    this.#sessionId = session_id;
  }

  static async signIn(server: Address, account: Account): Promise<OtherDevice> {
    return new OtherDevice(server, await enter(server, 'login', account));
  }

  /** Makes an account whose owner never opens the browser under test. */
  static async register(server: Address, account: Account): Promise<OtherDevice> {
    return new OtherDevice(server, await enter(server, 'register', account));
  }

  /** The texts of the notes on a page, or of all notes, as the API gives them. */
  async notes(pageUrl?: string): Promise<string[]> {
    const texts: string[] = [];
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ ...(pageUrl && { url: pageUrl }), ...(after && { after }) });
      const response = await this.#call(`/api/notes?${query}`);
      const { notes, next }: { notes: { text: string }[]; next?: string } = await response.json();
      texts.push(...notes.map((note) => note.text));
      after = next;
    } while (after !== undefined);
    return texts;
  }

  /** Whether the API still takes this device's token. */
  async isSignedIn(): Promise<boolean> {
    return (await this.#call('/api/me')).status === 200;
  }

  /** What the API answers to this device. */
  get(path: string): Promise<Response> {
    return this.#call(path);
  }

  /** Signs out everywhere but here. */
  async endOtherSessions(): Promise<void> {
    const { status } = await this.#call('/auth/sessions', 'DELETE');
    if (status !== 204) throw new Error(`The sessions were not ended: ${status}`);
  }

  async signOut(): Promise<void> {
    const { status } = await this.#call(`/auth/sessions/${this.#sessionId}`, 'DELETE');
    if (status !== 204) throw new Error(`The session was not ended: ${status}`);
  }

  #call(path: string, method = 'GET'): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.#accessToken}`, Origin: defaultExtensionOrigin };
    return fetch(this.#server.url + path, { method, headers });
  }
}

async function enter({ url }: Address, how: 'login' | 'register', account: Account): Promise<Answer> {
  const client = await TestClient.of(url);
  const response = await client[how](account.username, account.password);
  if (!response.ok) throw new Error(`${how} said ${response.status}: ${await response.text()}`);
  return { ...(await response.json()), refreshToken: client.cookie ?? '' };
}
