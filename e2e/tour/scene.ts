import type { Server } from '../../server/testing/server.ts';
import type { Browser, Tab } from '../harness/browser.ts';
import type { PageServer } from '../harness/page-server.ts';
import type { Popup } from '../harness/popup.ts';
import type { Step } from './narrator.ts';
import type { TakePicture } from './pictures.ts';

/** The real things that the tour is given, each fresh. The server has {@link settings}. */
export interface Stage {
  readonly server: Server;
  readonly browser: Browser;
  readonly site: PageServer;
  readonly take: TakePicture;
  readonly step: Step;
}

/** What stays open from the first step to the last. */
export interface Scene extends Stage {
  readonly popup: Popup;
  /** A page to take pictures of. */
  readonly article: Tab;
  /** A page of somebody else's, and every address that it asked for. */
  readonly elsewhere: Tab;
  readonly callsOfPage: readonly string[];
}

/** Tokens that run out while one watches. */
export const accessTtlMs = 4_000;
export const settings = { LATCHKEY_ACCESS_TTL: `${accessTtlMs / 1000}s` };

export async function setScene(stage: Stage): Promise<Scene> {
  const { browser, server, site } = stage;
  const popup = await browser.popup();
  const article = await browser.visit(`${server.url}/try`);
  const elsewhere = await browser.visit(site.page('somewhere'));
  const callsOfPage: string[] = [];
  // What our own frame in it loads is not the page's.
  const page = elsewhere.page.mainFrame();
  elsewhere.page.on('request', (request) => request.frame() === page && callsOfPage.push(request.url()));
  return { ...stage, popup, article, elsewhere, callsOfPage };
}

export const since = (begin: number): string => `${Math.round(performance.now() - begin)} ms`;
