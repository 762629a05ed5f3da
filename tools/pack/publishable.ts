/** What a library's package.json says in this repository, where its doors are TypeScript. */
export interface WorkspaceManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly private?: boolean;
  /** Commands that a person gives by `npx`. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A door of a published package: types first, or TypeScript never reads them. */
interface Door {
  readonly types: string;
  readonly default: string;
}

export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, Door | string>>;
  readonly files: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * The package.json that npm is given: doors of JavaScript, since Node strips no types under node_modules, and nothing
 * that keeps it from being published.
 * @param closed doors that are not let out of the repository
 */
export function publishable(manifest: WorkspaceManifest, closed: readonly string[]): PublishedManifest {
  const { private: _, exports: doors, bin, ...rest } = manifest;
  const open = Object.entries(doors).filter(([door]) => !closed.includes(door));
  return {
    ...rest,
    ...(bin && { bin: mapValues(bin, (source) => compiled(source).default) }),
    exports: {
      ...Object.fromEntries(open.map(([door, source]) => [door, compiled(source)])),
      './package.json': './package.json',
    },
    files: ['dist', 'CHANGELOG.md'],
  };
}

/** The sources of the doors that are let out, and of the commands. */
export const openSources = (
  { exports: doors, bin = {} }: WorkspaceManifest,
  closed: readonly string[],
): string[] => [
  ...Object.entries(doors).flatMap(([door, source]) => (closed.includes(door) ? [] : [source])),
  ...Object.values(bin),
];

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

function compiled(source: string): Door {
  const path = source.replace(/^\.\/(.*)\.ts$/, './dist/$1');
  return { types: `${path}.d.ts`, default: `${path}.js` };
}
