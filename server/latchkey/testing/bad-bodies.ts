import fc from 'fast-check';

/** A JSON value of any shape, with the texts that tend to break things. */
export const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '__proto__',
    '../../etc',
    '%00',
    -1,
    1e308,
    [],
    {},
    null,
    true,
  ),
);
export const tooLong = fc.integer({ min: 1_100, max: 3_000 }).map((length) => 'x'.repeat(length));

/** A body of which one member, named, is wrong; the others are right. */
export interface BadBody {
  readonly field: string;
  readonly body: unknown;
}

export function oneWrong(
  right: Readonly<Record<string, unknown>>,
  wrong: Readonly<Record<string, fc.Arbitrary<unknown>>>,
) {
  const bodies = Object.entries(wrong).map(([field, values]) =>
    values.map((value): BadBody => {
      const [member = '', ...inner] = field.split('.');
      return {
        field,
        body: { ...right, [member]: inner.reduceRight<unknown>((at, name) => ({ [name]: at }), value) },
      };
    }),
  );
  const missing = fc.constantFrom(...Object.keys(wrong)).map((field): BadBody => {
    const [member = ''] = field.split('.');
    return {
      field: member,
      body: Object.fromEntries(Object.entries(right).filter(([name]) => name !== member)),
    };
  });
  const unknown = fc
    .string({ minLength: 1 })
    .filter((name) => !(name in right) && name !== '__proto__' && name !== 'label' && !name.includes('.'))
    .map((field): BadBody => ({ field, body: { ...right, [field]: 1 } }));
  return fc.oneof(...bodies, missing, unknown);
}

export const notText = anything.filter((value) => typeof value !== 'string');
