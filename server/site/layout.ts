import { html } from 'hono/html';
import type { Language } from './language.ts';

export type Markup = ReturnType<typeof html>;

export interface Layout {
  readonly language: Language;
  readonly title: string;
  readonly description: string;
  readonly body: Markup;
}

/** What both pages share. Styles and scripts are files of this server, so that its policy allows no inline ones. */
export function layout({ language, title, description, body }: Layout): Markup {
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="${description}">
    <title>${title}</title>
    <link rel="icon" href="/pages/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/pages/pages.css">
    <script type="module" src="/pages/pages.js"></script>
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}
