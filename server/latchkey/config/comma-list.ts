/** The entries of a comma-separated setting, without blanks around them; none for an empty text. */
export const commaList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** The same for origins, which people write with a slash at their end. */
export const originList = (text: string): readonly string[] =>
  commaList(text)
    .map((entry) => entry.replace(/\/$/, ''))
    .filter((entry) => entry !== '');
