import type { CDPSession, Page } from 'playwright';

/** Our closed shadow root in a page, as the debugger sees it and nobody else. */
export class ClosedRoot {
  readonly #page: Page;
  #session: CDPSession | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The visible text in it. */
  text(): Promise<string> {
    return this.#ask(`return [...this.querySelectorAll('.tab, .notice')]
      .filter((element) => element.checkVisibility()).map((element) => element.innerText).join('\\n')`);
  }

  /** What a screen reader calls the thing in it that has the focus; empty where none has. */
  focus(): Promise<string> {
    return this.#ask(`return this.activeElement?.ariaLabel ?? ''`);
  }

  async #ask(body: string): Promise<string> {
    this.#session ??= await this.#page.context().newCDPSession(this.#page);
    const session = this.#session;
    const { result } = await session.send('Runtime.evaluate', {
      expression: `document.querySelector('latchkey-notes > div')`,
    });
    if (result.objectId === undefined || result.subtype === 'null') return '';
    const { node } = await session.send('DOM.describeNode', {
      objectId: result.objectId,
      pierce: true,
      depth: 1,
    });
    const backendNodeId = node.shadowRoots?.[0]?.backendNodeId;
    if (backendNodeId === undefined) return '';
    const root = await session.send('DOM.resolveNode', { backendNodeId });
    const asked = await session.send('Runtime.callFunctionOn', {
      ...(root.object.objectId === undefined ? {} : { objectId: root.object.objectId }),
      functionDeclaration: `function () { ${body} }`,
      returnByValue: true,
    });
    return asked.result.value ?? '';
  }
}
