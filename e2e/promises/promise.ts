import type { Account } from '../../server/testing/accounts.ts';
import type { Server } from '../../server/testing/server.ts';

/** What a person has in front of them, in either browser. */
export interface PromisedBrowser {
  popup(): Promise<PromisedPopup>;
  visit(url: string): Promise<{ readonly notes: PromisedPanel }>;
  cookies(): Promise<readonly { readonly name: string }[]>;
  close(): Promise<void>;
  open(): Promise<void>;
}

export interface PromisedPopup {
  readonly page: { close(): Promise<void> };
  register(account: Account): Promise<void>;
  signIn(account: Account): Promise<void>;
  signOut(): Promise<void>;
  signOutEverywhere(): Promise<void>;
  showsAccount(username: string): Promise<void>;
  showsForm(): Promise<void>;
}

export interface PromisedPanel {
  open(): Promise<void>;
  add(text: string): Promise<void>;
  asksToSignIn(): Promise<void>;
}

export interface Given {
  readonly server: Server;
  readonly browser: PromisedBrowser;
  readonly site: { page(name: string): string };
}

/** What is promised in every browser: the tests of each say it by this one text. */
export interface SharedPromise {
  readonly title: string;
  /** Fails where it is not kept. */
  keep(given: Given): Promise<void>;
}
