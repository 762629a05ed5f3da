/** Of 255. Pages that call themselves dark are near black; a page of a strong colour is not one of them. */
const DARK_BELOW = 64;

/** Whether a computed `background-color` is dark enough that a light panel on it would dazzle. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  // ITU-R BT.601's weights; half transparent says nothing about what shows.
  return color.startsWith('rgb') && alpha > 0.5 && red * 0.299 + green * 0.587 + blue * 0.114 < DARK_BELOW;
}

/** The colours that fit on this page: dark on a dark one, else what the user's system prefers. */
export function pageScheme(): 'dark' | 'light dark' {
  const grounds = [document.body, document.documentElement];
  return grounds.some((ground) => ground && isDark(getComputedStyle(ground).backgroundColor))
    ? 'dark'
    : 'light dark';
}
