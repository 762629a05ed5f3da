import { render } from 'hono/jsx/dom';
import type { JSX } from 'hono/jsx/dom/jsx-runtime';
import { i18n } from '#i18n';

/** Draws a page of the extension into its `<main>`, in the language that the browser chose. */
export function mountPage(id: string, page: JSX.Element): void {
  document.documentElement.lang = i18n.t('languageTag');
  const place = document.getElementById(id);
  if (!place) throw new Error(`There is no #${id} in this page`);
  render(page, place);
}
