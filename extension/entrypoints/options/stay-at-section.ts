/**
 * Shows the section that the address names. The sections are drawn by script and grow while their contents
 * arrive, so it is shown again at each growth, until the user moves by themselves.
 * @returns a function that stops it.
 */
export function stayAtSection(): () => void {
  const show = () => document.getElementById(location.hash.slice(1))?.scrollIntoView();
  const growth = new ResizeObserver(show);
  const stop = () => growth.disconnect();
  growth.observe(document.body);
  for (const type of ['wheel', 'pointerdown', 'keydown', 'touchstart']) {
    addEventListener(type, stop, { once: true, passive: true });
  }
  return stop;
}
