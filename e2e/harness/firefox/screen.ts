import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';

export type Part = 'button' | 'field' | 'heading' | 'item' | 'switch';

/**
 * What a person finds on a screen by the names that a screen reader would say. It looks again and again by itself:
 * puppeteer's own waiting counts frames, and Firefox draws none in a tab that is not in front.
 */
export class Screen {
  readonly page: Page;
  readonly #inside: () => Promise<Page | Frame | null>;

  /** @param inside where to look: the page itself, or a frame in it, once it is there */
  constructor(page: Page, inside: () => Promise<Page | Frame | null> = async () => page) {
    this.page = page;
    this.#inside = inside;
  }

  async press(name: string, part: 'button' | 'switch' = 'button'): Promise<void> {
    await this.page.bringToFront();
    const found = await this.#find(part, name);
    await found.click();
  }

  /** Replaces what stands in a field. */
  async fill(name: string, text: string): Promise<void> {
    await this.page.bringToFront();
    const field = await this.#find('field', name);
    await field.click();
    await (await this.#inside())?.evaluate(() => document.execCommand('selectAll'));
    await field.type(text);
  }

  async has(part: Part, name: string): Promise<void> {
    await this.#find(part, name);
  }

  /** Waits until these words are to be seen. */
  async says(words: string): Promise<void> {
    await until(`the screen says "${words}"`, async () => (await this.text()).includes(words));
  }

  /** Waits until these words are not to be seen any more. */
  async doesNotSay(words: string): Promise<void> {
    await until(`the screen does not say "${words}"`, async () => !(await this.text()).includes(words));
  }

  /** All that is to be seen, line by line. */
  async text(): Promise<string> {
    return (await this.#visible('body')).join('\n');
  }

  /** The texts of the list items that are to be seen. */
  items(): Promise<string[]> {
    return this.#visible('li');
  }

  async #visible(selector: string): Promise<string[]> {
    const inside = await this.#inside();
    return (await inside?.evaluate(visibleTexts, selector).catch(whileItLoads<string[]>([]))) ?? [];
  }

  #find(part: Part, name: string): Promise<ElementHandle> {
    return until(`there is the ${part} "${name}"`, async () => {
      const inside = await this.#inside();
      const found = await inside?.evaluateHandle(findByName, part, name).catch(whileItLoads(null));
      return (found?.asElement() ?? null) as ElementHandle | null;
    });
  }
}

/** A document that is being replaced has nothing to be seen; any other failure is one. */
function whileItLoads<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (/navigat|destroyed|no such frame|detached|AbortError|actor/i.test(String(error))) return nothing;
    throw error;
  };
}

// These run in the page, each by itself.

function findByName(part: Part, name: string): Element | null {
  const selectors = {
    button: 'button, [role=button]',
    field: 'input, textarea',
    heading: 'h1, h2, h3',
    item: 'li',
    switch: '[role=switch], input[type=checkbox]',
  };
  const nameOf = (element: Element): string => {
    const label = 'labels' in element ? (element.labels as NodeListOf<HTMLElement> | null)?.[0] : undefined;
    return (element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '').trim();
  };
  const all = [...document.querySelectorAll(selectors[part])];
  return all.find((element) => element.checkVisibility() && nameOf(element) === name) ?? null;
}

function visibleTexts(selector: string): string[] {
  const elements = [...document.querySelectorAll<HTMLElement>(selector)];
  // biome-ignore lint/performance/useDomNodeTextContent: it is about what is rendered
  return elements.filter((element) => element.checkVisibility()).map((element) => element.innerText);
}
