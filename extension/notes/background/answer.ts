import type { SessionState } from 'latchkey/client';
import type { Caller } from 'latchkey/policy';
import * as v from 'valibot';
import type { KeyValueArea, ListedArea } from '../key-value-area.ts';
import type { Entered, Here, PanelMessage, Selection, TabMessage } from '../notes-messages.ts';
import type { PageCounts } from '../page-counts.ts';
import { panelPage } from '../panel-page.ts';
import { readPanelSettings, shownOn } from '../panel-settings.ts';
import { pageOf, siteOf } from '../site.ts';
import type { Tickets } from './tickets.ts';
import type { WaitingSelections } from './waiting-selections.ts';

export interface AnswerPorts {
  readonly tickets: Tickets;
  readonly counts: PageCounts;
  readonly selections: WaitingSelections;
  readonly kept: ListedArea;
  readonly settings: Pick<KeyValueArea, 'get'>;
  readonly state: () => Promise<SessionState>;
  readonly tellPanel: (tabId: number, message: PanelMessage) => Promise<void>;
  readonly tellTab: (tabId: number, message: TabMessage) => void;
}

const path = v.pipe(v.string(), v.startsWith('/'), v.maxLength(8_000));
const ticket = v.pipe(v.string(), v.minLength(16), v.maxLength(100));
const key = v.pipe(v.string(), v.maxLength(10_000));

const questions = v.variant('ask', [
  v.object({ ask: v.literal('here'), path }),
  v.object({ ask: v.literal('open'), path, ticket }),
  v.object({ ask: v.literal('tell-panel'), path, say: v.picklist(['opened', 'closed', 'page']) }),
  v.object({ ask: v.literal('enter'), ticket }),
  v.object({ ask: v.literal('read'), key }),
  v.object({ ask: v.literal('list'), prefix: v.pipe(key, v.endsWith('/')) }),
  v.object({ ask: v.literal('write'), items: v.record(key, v.unknown()) }),
  v.object({ ask: v.literal('forget'), key }),
  v.object({ ask: v.literal('selections') }),
  v.object({
    ask: v.literal('tell'),
    message: v.variant('do', [
      v.object({ do: v.literal('close') }),
      v.object({ do: v.literal('fit'), height: v.number() }),
      v.object({ do: v.literal('count'), count: v.number() }),
    ]),
  }),
]);
type Question = v.InferOutput<typeof questions>;

/** A question with who asks it, `tabId` where that is somebody in a tab. */
export type AnswerQuestion = (message: unknown, caller: Caller, tabId: number | null) => Promise<unknown>;

/**
 * Answers what content scripts and pages of the extension ask of the notes' part of the background. A content script
 * gets the number of notes on its page and a way to open the panel there; a panel gets nothing before it has shown its
 * ticket.
 */
export function createAnswer(ports: AnswerPorts): AnswerQuestion {
  const { tickets, counts, selections, kept, settings, state, tellTab, tellPanel } = ports;

  let asked: Promise<SessionState> | null = null;
  /** Every tab asks at once when somebody has signed in: one question for all of them. */
  function stateForAll(): Promise<SessionState> {
    asked ??= state().finally(() => {
      asked = null;
    });
    return asked;
  }

  async function here(url: string): Promise<Here> {
    const shown = shownOn(await readPanelSettings(settings), siteOf(url));
    // Where there is no tab nobody sees how many there are.
    if (!shown) return { shown, count: 0 };
    const now = await stateForAll();
    return { shown, count: now.status === 'signed-in' ? await counts.of(now.user.id, url) : 0 };
  }

  async function ofContentScript(question: Question, origin: string, tabId: number): Promise<unknown> {
    if (question.ask !== 'here' && question.ask !== 'open' && question.ask !== 'tell-panel') return null;
    // The path begins with a slash: whatever else is in it, the origin is the one that the browser has named.
    const url = pageOf(new URL(origin + question.path).href);
    if (question.ask === 'here') return here(url);
    if (question.ask === 'tell-panel') {
      const { say } = question;
      return tellPanel(
        tabId,
        say === 'closed' ? { to: 'notes-panel', say } : { to: 'notes-panel', say, url },
      );
    }
    await tickets.issue(question.ticket, tabId, url);
    return true;
  }

  async function ofOurPage(question: Question, tabId: number | null): Promise<unknown> {
    switch (question.ask) {
      case 'read':
        return kept.get(question.key);
      case 'list':
        return kept.list(question.prefix);
      case 'write':
        return kept.set(question.items);
      case 'forget':
        return kept.remove(question.key);
      case 'selections':
        return tabId === null ? [] : ((await selections.take(tabId)) satisfies readonly Selection[]);
      case 'tell':
        if (tabId !== null) tellTab(tabId, { to: 'notes-tab', ...question.message });
        return null;
      default:
        return null;
    }
  }

  return async (message, caller, tabId) => {
    const parsed = v.safeParse(questions, message);
    if (!parsed.success) return null;
    const question = parsed.output;
    if (caller.type === 'content-script' && caller.topFrame && tabId !== null) {
      return ofContentScript(question, caller.origin, tabId);
    }
    if (caller.type === 'framed-page' && caller.path === panelPage) {
      const { frame } = caller;
      if (question.ask === 'enter') {
        const url = await tickets.enter(question.ticket, frame);
        return url === null ? null : ({ url } satisfies Entered);
      }
      return (await tickets.isAdmitted(frame)) ? ofOurPage(question, frame.tabId) : null;
    }
    return caller.type === 'extension-page' ? ofOurPage(question, null) : null;
  };
}
