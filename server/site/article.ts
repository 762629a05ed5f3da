import { html } from 'hono/html';
import type { Language } from './language.ts';
import { layout, type Markup } from './layout.ts';
import { articleTexts } from './texts/article.ts';

/** A page with something to read and to make notes on. */
export function article(language: Language): Markup {
  const t = articleTexts[language];
  return layout({
    language,
    title: t.title,
    description: t.lead,
    body: html`<main class="article">
      <p class="back"><a href="/">${t.back}</a></p>
      <article>
        <h1>${t.title}</h1>
        <p class="lead">${t.lead}</p>
        ${t.parts.map(
          ({ heading, paragraphs }) => html`<h2>${heading}</h2>
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`,
        )}
      </article>
      <aside>
        <h2>${t.hintHeading}</h2>
        <p>${t.hint}</p>
        <p id="presence" class="presence" role="status" data-present="" data-absent="${t.absent}"></p>
      </aside>
    </main>`,
  });
}
