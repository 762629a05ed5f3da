/**
 * Tells how high the panel would be if nothing of it had to be scrolled, at once and whenever that changes: the frame
 * around it knows nothing of what is in it.
 */
export function fitHeight(
  { panel, body, content }: Record<'panel' | 'body' | 'content', HTMLElement>,
  tell: (height: number) => void,
): void {
  let told = 0;
  const measure = () => {
    const height = panel.offsetHeight - body.clientHeight + body.scrollHeight;
    if (panel.offsetHeight === 0 || height === told) return;
    told = height;
    tell(height);
  };
  const observer = new ResizeObserver(measure);
  for (const part of [panel, content]) observer.observe(part);
}
