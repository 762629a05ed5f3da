/** What a page can read of the notes panel that stands in it, by the ways that there are. Each runs in the page. */
export interface Attack {
  readonly name: string;
  /** @returns everything that it got */
  readonly run: () => string | Promise<string>;
}

/** As the document that has the focus: it selects, writes and copies. */
function selectAll(): string {
  document.execCommand('selectAll');
  const all = getSelection()?.toString() ?? '';
  document.execCommand('insertText', false, 'written by the page');
  document.execCommand('copy');
  return `${all} ${getSelection()?.toString()}`;
}

function findEverything(): string {
  const got: string[] = [];
  const { find } = window as unknown as { find?: (text: string) => boolean };
  for (const text of ['secret', 'note', 'Add', 'e', 'a', 's']) {
    getSelection()?.removeAllRanges();
    for (let n = 0; n < 20 && find?.call(window, text); n += 1) {
      const selection = getSelection();
      const { anchorNode } = selection ?? {};
      got.push(anchorNode?.parentElement?.outerHTML ?? '', selection?.toString() ?? '');
      selection?.modify('move', 'backward', 'documentboundary');
      selection?.modify('extend', 'forward', 'documentboundary');
      got.push(selection?.toString() ?? '');
    }
  }
  return got.join(' ');
}

/** Every point of the panel, asked what is there. */
function lookAtPoints(): string {
  const box = document.querySelector('latchkey-notes > div')?.getBoundingClientRect();
  if (!box || box.width < 100) throw new Error('The panel is not open.');
  const got: string[] = [];
  const named = document as Document & {
    caretRangeFromPoint?: (x: number, y: number) => Range | null;
    caretPositionFromPoint?: (x: number, y: number) => { offsetNode: Node } | null;
  };
  for (let x = box.left + 5; x < box.right; x += 15) {
    for (let y = box.top + 5; y < box.bottom; y += 15) {
      for (const element of document.elementsFromPoint(x, y))
        got.push(element.tagName, element.textContent ?? '');
      const range = named.caretRangeFromPoint?.(x, y);
      got.push(range?.startContainer.textContent ?? '', range?.toString() ?? '');
      got.push(named.caretPositionFromPoint?.(x, y)?.offsetNode.textContent ?? '');
    }
  }
  return [...new Set(got)].join(' ');
}

/** Names, roles and windows, and what the browser has written down of what was loaded. */
function lookAround(): string {
  const place = document.querySelector<HTMLElement>('latchkey-notes');
  const host = place?.firstElementChild as HTMLElement | null;
  const entries = performance.getEntries().map(({ name }) => name);
  return [
    document.querySelectorAll('[role=dialog], [aria-label], textarea, iframe').length > 0 ? 'an element' : '',
    place?.textContent,
    host?.shadowRoot,
    host?.getAttributeNames().join(),
    window.length > 0 ? 'a window' : '',
    window.frames[0] ? 'a frame' : '',
    document.activeElement?.shadowRoot,
    entries.filter((name) => name.includes('extension://')).join(),
  ].join(' ');
}

/** A copy of the frame of our own making: the page knows the address of it. */
async function frameItself(address: string): Promise<string> {
  const frame = document.createElement('iframe');
  const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
  frame.src = `${address}#0123456789abcdef0123456789abcdef`;
  document.body.append(frame);
  await loaded;
  const heard: unknown[] = [];
  addEventListener('message', ({ data }) => heard.push(data));
  frame.contentWindow?.postMessage({ to: 'notes-panel', say: 'opened', url: 'http://x/' }, '*');
  await new Promise((over) => setTimeout(over, 800));
  try {
    heard.push(frame.contentDocument?.body.textContent ?? '');
  } catch {
    // Another origin's.
  }
  return JSON.stringify(heard);
}

export const attacks: readonly Attack[] = [
  { name: 'execCommand, as the focused document', run: selectAll },
  { name: 'window.find with getSelection().modify', run: findEverything },
  { name: 'elementsFromPoint, caretRangeFromPoint and caretPositionFromPoint', run: lookAtPoints },
  { name: 'roles, names, windows and resource timing', run: lookAround },
];

export { frameItself };
