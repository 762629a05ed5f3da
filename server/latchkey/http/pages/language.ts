/** The languages that the server's own pages are written in. */
export type Language = 'en' | 'zh';

/** More than any browser sends, in characters. */
const LOOKED_AT = 500;

/** Chooses by `Accept-Language` (RFC 9110 section 12.5.4); English when neither is asked for. */
export function chooseLanguage(accepted: string | undefined): Language {
  const wishes = (accepted ?? '')
    .slice(0, LOOKED_AT)
    .split(',')
    .map((wish) => {
      const [range = '', ...parameters] = wish.toLowerCase().split(';').map(trimmed);
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { language: range.split('-')[0], quality: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter(({ language, quality }) => quality > 0 && (language === 'en' || language === 'zh'))
    .sort((a, b) => b.quality - a.quality);
  return wishes[0]?.language === 'zh' ? 'zh' : 'en';
}

// An expression with the blanks in it looks at a run of them once from each of its blanks.
const trimmed = (part: string) => part.trim();
