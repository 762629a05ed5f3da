/** For so long the panel has to have been in full view before it takes a press: nobody decides faster, in ms. */
const SETTLE_MS = 250;

/** Chromium's part of Intersection Observer v2, which Firefox does not have. */
interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}
interface VisibilityInit extends IntersectionObserverInit {
  readonly trackVisibility: boolean;
  readonly delay: number;
}

export interface CoverWatch {
  /** Whether the user sees what they press. */
  inFullView(): boolean;
}

/**
 * Watches whether the page covers the panel, fades it or bends it, so that a press is meant for something else. Only the
 * browser can tell, and where it can not (Firefox) everything counts as seen.
 */
export function watchCover(element: HTMLElement): CoverWatch {
  let settling: ReturnType<typeof setTimeout> | undefined;
  let clear = false;
  const shut = () => {
    clearTimeout(settling);
    clear = false;
    element.toggleAttribute('data-covered', true);
  };
  const see = (entries: IntersectionObserverEntry[]) => {
    const { isVisible, isIntersecting } = entries.at(-1) as VisibilityEntry;
    shut();
    if (!isIntersecting || isVisible === false) return;
    settling = setTimeout(() => {
      clear = true;
      element.toggleAttribute('data-covered', false);
    }, SETTLE_MS);
  };
  shut();
  // 100 ms is the shortest delay that the browser takes.
  const options: VisibilityInit = { trackVisibility: true, delay: 100 };
  new IntersectionObserver(see, options).observe(element);
  return { inFullView: () => clear };
}
