/** No event tells a content script of every way in which a single-page application changes its address. */
const PAGE_CHECK_MS = 1_000;

/** Watches the address of the page while the panel is open. */
export interface PageFollower {
  start(): void;
  stop(): void;
}

/** @param look called now and then while it runs; it finds out whether the page is another one */
export function createPageFollower(look: () => void): PageFollower {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    start() {
      timer ??= setInterval(look, PAGE_CHECK_MS);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
