import { html, raw } from 'hono/html';
import { problems } from 'latchkey-server';
import type { ApiDocument } from 'latchkey-server/module';
import { type NamedSchemas, type SchemaNode, schemaText } from './schema-text.ts';
import { style } from './style.ts';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** What the page needs of an OpenAPI operation. */
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: SchemaNode;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: SchemaNode }>> };
  readonly responses: Readonly<Record<string, ResponsePart>>;
}

interface ResponsePart {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: SchemaNode }>>;
}

const credentials: Readonly<Record<string, string>> = {
  accessToken: 'an access token (Authorization: Bearer …)',
  refreshCookie: 'the refresh cookie',
  proof: 'a DPoP proof (DPoP: …)',
  client: 'the name and secret of a client (Authorization: Basic …)',
};

/** The documentation as one page without scripts, that needs nothing but this server. */
export function docsPage(document: ApiDocument) {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.flatMap((operation) => operation.tags))];
  const schemas = (document.components.schemas ?? {}) as NamedSchemas;

  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Latchkey API</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>Latchkey API</h1>
<p>${document.info.description}</p>
<p><a href="/openapi.json">openapi.json</a> holds the same for machines.</p>
${tags.map((tag) => html`<h2>${tag}</h2>${operations.filter((one) => one.tags.includes(tag)).map(operationView)}`)}
<h2>Schemas</h2>
${Object.entries(schemas).map(
  ([name, schema]) =>
    html`<details id="schema-${name}"><summary>${name}</summary><pre>${schemaText(schema)}</pre></details>`,
)}
<h2>Problems</h2>
<table>
<thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">meaning</th></tr></thead>
<tbody>${Object.entries(problems).map(
    ([code, { status, title }]) =>
      html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )}</tbody>
</table>
</main>
</body>
</html>`;
}

function operationView(operation: Operation) {
  const needs = operation.security.map((all) =>
    Object.keys(all)
      .map((name) => credentials[name] ?? name)
      .join(' and '),
  );
  const [media, { schema: body } = {}] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return html`<details>
<summary><b>${operation.method.toUpperCase()}</b> <code>${operation.path}</code> <span>${operation.summary}</span></summary>
${operation.description && html`<p>${operation.description}</p>`}
<p class="quiet">${needs.length === 0 ? 'Open to everybody.' : `Needs ${needs.join(', or ')}.`}</p>
${
  operation.parameters.length > 0 &&
  html`<table><caption>Parameters</caption><tbody>${operation.parameters.map(
    (one) =>
      html`<tr><td><code>${one.name}</code></td><td>${one.in}</td><td>${one.schema && schemaText(one.schema)}</td></tr>`,
  )}</tbody></table>`
}
${body && html`<p>Body, as ${media === 'application/json' ? 'JSON' : media}:</p><pre>${schemaText(body)}</pre>`}
<table><caption>Answers</caption><tbody>${Object.entries(operation.responses).map(responseRow)}</tbody></table>
</details>`;
}

function responseRow([status, response]: [string, ResponsePart]) {
  const schema = Object.values(response.content ?? {})[0]?.schema;
  return html`<tr><td><code>${status}</code></td><td>${response.description}</td><td>${
    schema && html`<code>${schemaLink(schema)}</code>`
  }</td></tr>`;
}

function schemaLink(schema: SchemaNode) {
  const text = schemaText(schema);
  return schema.$ref === undefined ? text : html`<a href="#schema-${text}">${text}</a>`;
}

function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const found = item[method] as Partial<Operation> | undefined;
      if (found === undefined) return [];
      const defaults = {
        tags: [],
        summary: '',
        description: '',
        security: [],
        parameters: [],
        responses: {},
      };
      return [{ ...defaults, ...found, method, path }];
    }),
  );
}
