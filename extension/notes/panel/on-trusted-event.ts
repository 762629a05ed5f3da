/** Listens to what the user does. A page can make up events but not `isTrusted`; made-up ones do nothing. */
export function onTrusted<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: K,
  act: (event: HTMLElementEventMap[K]) => void,
): void {
  target.addEventListener(type, (event) => {
    if (event.isTrusted) act(event);
  });
}
