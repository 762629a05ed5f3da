import * as v from 'valibot';
import { Problem } from '../errors/problem.ts';
import { accountName } from './username.ts';

/** NIST SP 800-63B section 3.1.1.2: composed first, so that one password is the same on every keyboard. */
const composed = v.transform((password: string) => password.normalize('NFC'));

/** A password that is chosen now. Any characters, no rule on their mixture (ASVS 5.0, 6.2.5). */
export const newPasswordSchema = v.pipe(
  v.string(),
  v.maxLength(1024, 'must have at most 128 characters'),
  composed,
  v.check((password) => [...password].length >= 8, 'must have at least 8 characters'),
  v.check((password) => [...password].length <= 128, 'must have at most 128 characters'),
  v.description('8 to 128 characters'),
);

/** A password that is compared with the account's; what it could never be is simply wrong. */
export const presentedPasswordSchema = v.pipe(
  v.string(),
  v.minLength(1, 'is missing'),
  v.maxLength(1024, 'is too long'),
  composed,
);

/** What anybody would think of here (ASVS 5.0, 6.1.2 and 6.2.11). */
const OF_THIS_PLACE = ['latchkey'];
/** So many characters around a word that can be guessed are tried as well. */
const AROUND = 4;

/** @throws Problem `weak_password` for a password that guessers try first (ASVS 5.0, 6.2.4). */
export async function refuseGuessable(password: string, username: string): Promise<void> {
  const folded = accountName(password);
  const isLittleMoreThan = (word: string) => folded.includes(word) && folded.length - word.length <= AROUND;
  if ([accountName(username), ...OF_THIS_PLACE].some(isLittleMoreThan)) {
    throw new Problem('weak_password', {
      detail:
        'The password must not be the username, or the name of this place, with a few characters around it.',
    });
  }
  if ((await commonPasswords()).has(password.toLowerCase())) {
    throw new Problem('weak_password', { detail: 'This is one of the passwords that are tried first.' });
  }
}

let loaded: Promise<ReadonlySet<string>> | undefined;

/** The list is 18,000 passwords of 8 characters or more; it is read when the first password is chosen, not at start. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].filter((password) => password.length >= 8)),
  );
  return loaded;
}
