import { html } from 'hono/html';
import type { FlowFailure } from '../../flows/record.ts';
import type { RedirectWay } from '../../flows/way.ts';
import type { Language } from './language.ts';
import { signInTexts } from './sign-in-texts.ts';

type Markup = ReturnType<typeof html>;

/** What the page of a flow shows. */
export type SignInView =
  | {
      readonly shows: 'choice';
      readonly flow: string;
      readonly ways: readonly RedirectWay[];
      readonly failure: { readonly why: FlowFailure | 'too-many-visits'; readonly way: string } | null;
    }
  | {
      readonly shows: 'confirmation';
      readonly flow: string;
      readonly ticket: string;
      readonly name: string;
      /** Whether an account will be made by the click. */
      readonly fresh: boolean;
      readonly way: string;
      readonly label: string;
    }
  | { readonly shows: 'done' | 'denied' | 'expired' | 'other-browser' };

/**
 * Works without scripts; its one style sheet is a file of this server.
 * @param base what is before the paths of the routes, for a browser
 */
export function signInPage(language: Language, view: SignInView, base: string): Markup {
  const { title, body } = content(language, view, base);
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${base}/sign-in/assets/page.css">
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>
`;
}

function content(
  language: Language,
  view: SignInView,
  base: string,
): { readonly title: string; readonly body: Markup } {
  const t = signInTexts[language];
  switch (view.shows) {
    case 'choice': {
      const { flow, ways, failure } = view;
      const button = (way: RedirectWay, index: number) => {
        const again = failure !== null && failure.why !== 'too-many-visits' && way.name === failure.way;
        const label = again ? t.again(way.name) : t.choose.way(way.name);
        return html`<li><a class="button${index === 0 ? ' first' : ''}" href="${base}/sign-in/${flow}/with/${way.id}">${label}</a></li>`;
      };
      return {
        title: t.choose.title,
        body: html`${failure === null ? html`<p>${t.choose.lead}</p>` : html`<p class="notice" role="alert">${t.failures[failure.why](failure.way)}</p>`}
      <ul class="ways">${ways.map(button)}</ul>
      <form method="post" action="${base}/sign-in/${flow}/deny"><button >${t.choose.cancel}</button></form>`,
      };
    }
    case 'confirmation': {
      const { flow, ticket, name, fresh, way, label } = view;
      return {
        title: t.confirm.title,
        body: html`<p>${fresh ? t.confirm.fresh(name, way) : t.confirm.known(name, way)}</p>
      <p>${t.confirm.device(label)} ${t.confirm.warning}</p>
      <form method="post" action="${base}/sign-in/${flow}/approve">
        <input type="hidden" name="ticket" value="${ticket}">
        <button class="first">${t.confirm.yes(name)}</button>
      </form>
      <form method="post" action="${base}/sign-in/${flow}/deny"><button>${t.confirm.no}</button></form>
      <p><a href="${base}/sign-in/${flow}/ways">${t.confirm.other}</a></p>`,
      };
    }
    case 'other-browser':
      return {
        title: t.otherBrowser.title,
        body: html`<p>${t.otherBrowser.lead}</p>
      <p>${t.otherBrowser.cookies}</p>`,
      };
    default: {
      const { title, lead } = t[view.shows];
      return { title, body: html`<p role="status">${lead}</p>` };
    }
  }
}
