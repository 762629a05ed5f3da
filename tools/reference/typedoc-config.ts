import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import type { Door } from './declarations.ts';

/** How TypeDoc reads declarations. */
export const compilerConfig = (doors: readonly Door[]) => ({
  compilerOptions: {
    target: 'ES2023',
    lib: ['ESNext', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    types: ['node', 'chrome'],
    typeRoots: [join(repositoryRoot, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
  files: doors.map(({ file }) => file),
});

/** Named in a signature, and nothing that anybody names: what a type is worked out from, and what is passed on unread. */
const inner = [
  'Body',
  'Branded',
  'METHODS',
  'Observer',
  'RefreshOutcome',
  'Schema',
  'ScopesOf',
  'Settings',
  'Validated',
  'toJwks',
  'SigningJwk',
  ...['Message', 'Parsed', 'Reply'],
  ...['Cookie', 'FakeFlow', 'FakeKeys', 'FakeSession', 'Life', 'MemoryRecordStore'],
];

/** What TypeDoc makes of them, and what it does not let pass. @param folder of the declarations @param out gets the pages */
export const typedocConfig = (folder: string, doors: readonly Door[], out: string) => ({
  name: 'Reference: every public name, by the door that it comes through',
  entryPoints: doors.map(({ file }) => file),
  displayBasePath: folder,
  plugin: ['typedoc-plugin-markdown'],
  out,
  readme: 'none',
  router: 'module',
  logLevel: 'Warn',
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  intentionallyNotExported: inner,
  validation: { notDocumented: true, notExported: true, invalidLink: true },
  // A property whose name says everything needs no sentence.
  requiredToBeDocumented: ['Module', 'Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Method'],
  treatValidationWarningsAsErrors: true,
  // Its links count headings otherwise than GitHub does.
  useHTMLAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  typeDeclarationFormat: 'table',
});
