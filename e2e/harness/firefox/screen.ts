import type { ElementHandle, Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';

export type Part = 'button' | 'field' | 'heading' | 'item' | 'switch';

/** The document itself, or what stands in the notes panel's shadow root. */
export type Place = 'document' | 'notes panel';

/**
 * What a person finds on a screen by the names that a screen reader would say. It looks again and again by itself:
 * puppeteer's own waiting counts frames, and Firefox draws none in a tab that is not in front.
 */
export class Screen {
  readonly page: Page;
  readonly #place: Place;

  constructor(page: Page, place: Place = 'document') {
    this.page = page;
    this.#place = place;
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
    await this.page.evaluate(() => document.execCommand('selectAll'));
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
    return (await this.#visible(this.#place === 'document' ? 'body' : '.frame')).join('\n');
  }

  /** The texts of the list items that are to be seen. */
  items(): Promise<string[]> {
    return this.#visible('li');
  }

  #visible(selector: string): Promise<string[]> {
    return this.page.evaluate(visibleTexts, this.#place, selector).catch(whileItLoads<string[]>([]));
  }

  #find(part: Part, name: string): Promise<ElementHandle> {
    return until(`there is the ${part} "${name}"`, async () => {
      const found = await this.page
        .evaluateHandle(findByName, this.#place, part, name)
        .catch(whileItLoads(null));
      return (found?.asElement() ?? null) as ElementHandle | null;
    });
  }
}

/** A document that is being replaced has nothing to be seen; any other failure is one. */
function whileItLoads<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (/navigat|destroyed|no such frame|AbortError|actor/i.test(String(error))) return nothing;
    throw error;
  };
}

// These run in the page, each by itself.

function findByName(place: Place, part: Part, name: string): Element | null {
  const root = place === 'document' ? document : document.querySelector('latchkey-notes > div')?.shadowRoot;
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
  const all = [...(root?.querySelectorAll(selectors[part]) ?? [])];
  return all.find((element) => element.checkVisibility() && nameOf(element) === name) ?? null;
}

function visibleTexts(place: Place, selector: string): string[] {
  const root = place === 'document' ? document : document.querySelector('latchkey-notes > div')?.shadowRoot;
  const elements = [...(root?.querySelectorAll<HTMLElement>(selector) ?? [])];
  // biome-ignore lint/performance/useDomNodeTextContent: it is about what is rendered
  return elements.filter((element) => element.checkVisibility()).map((element) => element.innerText);
}
