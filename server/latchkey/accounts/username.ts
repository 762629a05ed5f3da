import * as v from 'valibot';

declare const brand: unique symbol;

/** A username as it is compared: two that look alike but for case or width are one. */
export type AccountName = string & { readonly [brand]: 'account name' };

/** Letters of any script, digits and what e-mail addresses need; nothing invisible and nothing that breaks a line. */
const sensible = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u;

/** Fillers and selectors of variants are letters and marks by their category, and show nothing (UAX 44). */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** A new username, in the composed form it is kept and shown in. */
export const usernameSchema = v.pipe(
  v.string(),
  v.maxLength(256, 'must have at most 64 characters'),
  v.transform((name) => name.normalize('NFKC').trim()),
  v.check((name) => [...name].length >= 3, 'must have at least 3 characters'),
  v.check((name) => [...name].length <= 64, 'must have at most 64 characters'),
  v.check((name) => !invisible.test(name), 'must not have letters that nobody sees'),
  v.check(
    (name) => sensible.test(name),
    'may have letters, digits and . _ @ + - and must begin with a letter or a digit',
  ),
  v.description('3 to 64 letters, digits and . _ @ + -; upper and lower case are the same'),
);

/**
 * NFKC and case folding (Unicode 3.13, D145). JavaScript has no fold: upper case is where it knows that ß is SS
 * and that ς and σ are one letter, and lower case comes first because the capital ẞ is its own upper case.
 */
export function accountName(username: string): AccountName {
  const folded = username.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').trim() as AccountName;
}

/**
 * A username made of whatever a provider calls a person, such as `Ada Lovelace` or an address: what may not be in one
 * is left out, and what is too short is filled up.
 */
export function nameFrom(suggested: string): string {
  const [beforeAt = ''] = suggested.normalize('NFKC').split('@', 1);
  const name = beforeAt
    .trim()
    .replace(/\s+/gu, '.')
    .replace(/[^\p{L}\p{M}\p{N}._+-]/gu, '')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  const shortened = [...name].slice(0, 50).join('');
  return [...shortened].length >= 3 ? shortened : `${shortened}user`;
}
