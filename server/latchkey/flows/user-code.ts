/** No vowels, so that no code is a word (RFC 8628 section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The bytes above would make some letters likelier than others. */
const FAIR = 256 - (256 % LETTERS.length);

/** A code that a person reads in one place and types in another: 34 bits. @param random base64url of so many bytes */
export function newUserCode(random: (bytes: number) => string): string {
  let code = '';
  while (code.length < LENGTH) {
    for (const byte of Buffer.from(random(LENGTH), 'base64url')) {
      if (byte < FAIR && code.length < LENGTH) code += LETTERS[byte % LETTERS.length];
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What was meant by what was typed: nobody minds case, blanks and the dash. */
export const readUserCode = (typed: string): string => {
  const letters = typed.toUpperCase().replace(/[^A-Z]/g, '');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};
