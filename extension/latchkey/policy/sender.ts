import * as v from 'valibot';

/** Who is asking, as far as the browser vouches for it. */
export type Caller =
  /** A page of this extension, as popup or as a tab of its own. `path` is the page's, such as `/popup.html`. */
  | { readonly type: 'extension-page'; readonly path: string; readonly key: string }
  /** A content script of this extension in a page of `origin`. */
  | {
      readonly type: 'content-script';
      readonly origin: string;
      readonly topFrame: boolean;
      readonly key: string;
    }
  /** A page of this extension inside a frame of somebody's page. */
  | {
      readonly type: 'framed-page';
      readonly path: string;
      readonly frame: FramedDocument;
      readonly key: string;
    }
  | { readonly type: 'nobody'; readonly reason: NobodyReason };

/** Which frame it is, as the browser names it. */
export interface FramedDocument {
  readonly tabId: number;
  readonly frameId: number;
  /** `null` where the browser has no name for documents: there a frame that loads another one stays what it was. */
  readonly documentId: string | null;
}

/** Why a sender is none that anything is done for. */
export type NobodyReason =
  /** Another extension, or no extension at all. */
  | 'foreign-extension'
  /** A document that is prerendered, or on its way out: its user does not see it. */
  | 'inactive-document'
  /** A sandboxed document, or one that is not of the web. */
  | 'no-web-origin'
  | 'unidentified';

/** `runtime.MessageSender`, of which each browser fills in a part. */
const messageSender = v.object({
  id: v.string(),
  origin: v.optional(v.string()),
  url: v.optional(v.string()),
  tab: v.optional(v.object({ id: v.optional(v.number()) })),
  frameId: v.optional(v.number()),
  documentId: v.optional(v.string()),
  documentLifecycle: v.optional(v.string()),
});

/**
 * Decides who a message is from. Whether there is a `tab` says nothing: a page of the extension that is opened
 * in one has it too. The origin does, which the browser sets from the document and not from its URL.
 */
export function classifySender(
  sender: unknown,
  self: { readonly id: string; readonly origin: string },
): Caller {
  const parsed = v.safeParse(messageSender, sender);
  if (!parsed.success) return nobody('unidentified');
  const { id, url = '', tab, frameId = 0, documentLifecycle = 'active' } = parsed.output;
  if (id !== self.id) return nobody('foreign-extension');
  if (documentLifecycle !== 'active') return nobody('inactive-document');

  const origin = parsed.output.origin ?? originOf(url);
  if (origin === self.origin) {
    if (!url.startsWith(`${self.origin}/`)) return nobody('unidentified');
    const path = new URL(url).pathname;
    if (frameId === 0) return { type: 'extension-page', path, key: `${path} ${tab?.id ?? ''}` };
    if (tab?.id === undefined) return nobody('unidentified');
    const frame = { tabId: tab.id, frameId, documentId: parsed.output.documentId ?? null };
    return { type: 'framed-page', path, frame, key: `${path} ${tab.id} ${frameId}` };
  }
  if (tab?.id === undefined) return nobody('unidentified');
  if (!/^https?:\/\//.test(origin)) return nobody('no-web-origin');
  return { type: 'content-script', origin, topFrame: frameId === 0, key: `${origin} ${tab.id}` };
}

/** How a caller appears among the denied requests: where it came from, without the page's path and query. */
export function describeCaller(caller: Caller, sender: unknown): string {
  switch (caller.type) {
    case 'extension-page':
      return caller.path;
    case 'framed-page':
      return `${caller.path} (frame)`;
    case 'content-script':
      return caller.topFrame ? caller.origin : `${caller.origin} (frame)`;
    case 'nobody': {
      const parsed = v.safeParse(messageSender, sender);
      const { origin, url = '', id } = parsed.success ? parsed.output : { id: '' };
      return (origin ?? originOf(url)) || id || '?';
    }
  }
}

const nobody = (reason: NobodyReason): Caller => ({ type: 'nobody', reason });

/** `URL.origin` calls the origin of any unknown scheme `null`, those of extensions included. */
function originOf(url: string): string {
  return /^[a-z-]+:\/\/[^/?#]+/.exec(url)?.[0] ?? '';
}
