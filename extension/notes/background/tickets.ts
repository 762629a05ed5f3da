import type { FramedDocument } from 'latchkey/policy';
import type { ListedArea } from '../key-value-area.ts';

/** What is known of the panel in a tab. */
interface TabRecord {
  /** The one that was given out and not used yet. */
  readonly ticket: string | null;
  readonly url: string;
  readonly atMs: number;
  /** The document that was let in. */
  readonly frame: FramedDocument | null;
}

/** A page of the extension that is in a frame loads within this time, or its user has given up. */
const TICKET_LIFE_MS = 60_000;

/** Tabs that are remembered; the one whose panel was opened longest ago is forgotten first. */
const MOST_TABS = 100;

const prefix = 'notes-tab/';

/**
 * Knows which of the frames with our panel in them are ours: any page can put one into itself. Our content script
 * makes a ticket and says so; the document that shows it, in the same tab, is let in, and the ticket is used up.
 */
export interface Tickets {
  issue(ticket: string, tabId: number, url: string): Promise<void>;
  /** @returns the address of the page that the panel is for, `null` for a ticket that is not good (any more) */
  enter(ticket: string, frame: FramedDocument): Promise<string | null>;
  isAdmitted(frame: FramedDocument): Promise<boolean>;
  /** All that were let in, or the one in this tab. A tab that is gone may still be among them. */
  admitted(tabId?: number): Promise<readonly FramedDocument[]>;
}

/** @param area outlives the worker, not the browser, and is closed to content scripts */
export function createTickets(area: ListedArea, now: () => number): Tickets {
  const keyOf = (tabId: number) => `${prefix}${tabId}`;
  const recordOf = async (tabId: number): Promise<TabRecord | null> =>
    ((await area.get(keyOf(tabId)))[keyOf(tabId)] as TabRecord | undefined) ?? null;

  async function all(): Promise<[key: string, record: TabRecord][]> {
    return Object.entries(await area.list(prefix)) as [string, TabRecord][];
  }

  async function forgetOldest(): Promise<void> {
    const newestFirst = (await all()).sort(([, a], [, b]) => b.atMs - a.atMs);
    for (const [key] of newestFirst.slice(MOST_TABS)) await area.remove(key);
  }

  return {
    async issue(ticket, tabId, url) {
      const record: TabRecord = { ticket, url, atMs: now(), frame: null };
      await area.set({ [keyOf(tabId)]: record });
      await forgetOldest();
    },
    async enter(ticket, frame) {
      const record = await recordOf(frame.tabId);
      // Asked twice, where the answer was lost with the worker.
      if (record?.frame && isSame(record.frame, frame)) return record.url;
      const good = record?.ticket === ticket && Math.abs(now() - record.atMs) < TICKET_LIFE_MS;
      if (!record || !good) return null;
      await area.set({ [keyOf(frame.tabId)]: { ...record, ticket: null, frame } satisfies TabRecord });
      return record.url;
    },
    async isAdmitted(frame) {
      const known = (await recordOf(frame.tabId))?.frame;
      return known ? isSame(known, frame) : false;
    },
    async admitted(tabId) {
      if (tabId === undefined) return (await all()).flatMap(([, { frame }]) => frame ?? []);
      const frame = (await recordOf(tabId))?.frame;
      return frame ? [frame] : [];
    },
  };
}

const isSame = (a: FramedDocument, b: FramedDocument): boolean =>
  a.tabId === b.tabId && a.frameId === b.frameId && a.documentId === b.documentId;
