import { html } from 'hono/html';
import type { Language } from './language.ts';
import { layout, type Markup } from './layout.ts';
import { landingTexts } from './texts/landing.ts';

export interface Landing {
  readonly language: Language;
  /** Absolute path of the unpacked extension, for a visitor who sits at this machine; `null` for everybody else. */
  readonly extensionFolder: string | null;
}

/** What this is, how to get the extension into each browser, and whether it is in this one. */
export function landing({ language, extensionFolder }: Landing): Markup {
  const t = landingTexts[language];
  return layout({
    language,
    title: t.title,
    description: t.description,
    body: html`<main class="landing">
      <header>
        <img src="/pages/icon.svg" width="56" height="56" alt="">
        <h1>Latchkey</h1>
        <p class="lead">${t.lead}</p>
        <p>${t.promise}</p>
      </header>
      <p id="presence" class="presence" role="status"
        data-present="${t.present}" data-absent="${t.absent}"></p>
      <section aria-labelledby="install">
        <h2 id="install">${t.installHeading}</h2>
        ${extensionFolder === null ? html`<p>${t.elsewhere}</p>` : folder(extensionFolder, language)}
        <h3>Chrome, Edge, Brave, Chromium</h3>
        <ol>
          ${t.chromium.map((step) => html`<li>${step}</li>`)}
        </ol>
        <h3>Firefox</h3>
        <ol>
          ${t.firefox.map((step) => html`<li>${step}</li>`)}
        </ol>
      </section>
      <section aria-labelledby="try">
        <h2 id="try">${t.tryHeading}</h2>
        <ol>
          ${t.trySteps.map((step) => html`<li>${step}</li>`)}
        </ol>
        <p><a class="button" href="/try">${t.tryLink}</a></p>
      </section>
      <section aria-labelledby="developers">
        <h2 id="developers">${t.developersHeading}</h2>
        <p>${t.developers} <a href="/docs">${t.docsLink}</a></p>
      </section>
    </main>`,
  });
}

function folder(path: string, language: Language): Markup {
  const t = landingTexts[language];
  return html`<p>${t.folder}</p>
        <p class="path">
          <code id="folder">${path}</code>
          <button type="button" id="copy" data-copied="${t.copied}" hidden>${t.copy}</button>
        </p>`;
}
