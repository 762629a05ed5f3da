/** The JSON Schema of one value, as far as the API's schemas use it. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
}

export type NamedSchemas = Readonly<Record<string, SchemaNode>>;

/** Writes a schema as people write types: `{ url: string, text?: string }`, one member a line, named schemas by name. */
export function schemaText(schema: SchemaNode, indent = ''): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'object';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.properties !== undefined) return membersText(schema, indent);
  if (schema.items !== undefined) return `${schemaText(schema.items, indent)}[]`;
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'any');
}

function membersText({ properties = {}, required = [] }: SchemaNode, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, member]) => {
    const optional = required.includes(name) ? '' : '?';
    const remark = member.description === undefined ? '' : `  // ${member.description}`;
    return `${inner}${name}${optional}: ${schemaText(member, inner)}${remark}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}
