/** What tests need to know of Markdown: headings, links, tables and code blocks. */

/** A fenced block, as its language and its text. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

export const codeBlocks = (markdown: string): CodeBlock[] =>
  [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));

const withoutCode = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```$|`[^`\n]*`/gm, '');

/** Where the links of a text lead, pictures among them; `#anchor` and what is elsewhere included. */
export function links(markdown: string): string[] {
  const text = withoutCode(markdown);
  return [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
    ...[...text.matchAll(/<(?:img|source)[^>]* src(?:set)?="([^"]+)"/g)].map(([, target = '']) => target),
  ];
}

/** The anchors of a text: those of its headings, as GitHub makes them, and those that it has set itself. */
export function anchors(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const ofHeadings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
  const set = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return [...ofHeadings, ...set];
}

/** The cells of a table row. */
const cells = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of every table of a text, heads included. */
export const tableRows = (markdown: string): string[][] =>
  markdown
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cells);

/** The cells of the table under a heading, row by row, without its head. */
export function tableUnder(markdown: string, heading: string): string[][] {
  const section = markdown.split(/^#{1,4} /m).find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`There is no heading "${heading}".`);
  return tableRows(section).slice(2);
}

/** What stands between backquotes, where nothing else does. */
export const code = (cell = '') => /^`(.*)`$/.exec(cell)?.[1] ?? cell;
