import { readFileSync } from 'node:fs';
import type { Translate } from '../wording/translate.ts';

export type MessageTree = { readonly [key: string]: string | MessageTree };

export function readLocale(name: 'en' | 'zh_CN'): MessageTree {
  return JSON.parse(readFileSync(new URL(`../../locales/${name}.json`, import.meta.url), 'utf8'));
}

/** Plural messages are the leaves whose members are all numbers or `n`. */
export function isPlural(tree: string | MessageTree): tree is MessageTree {
  return typeof tree !== 'string' && Object.keys(tree).every((key) => key === 'n' || /^\d+$/.test(key));
}

/** Looks messages up in the real locale file as the browser would: a key that is not there is empty. */
export function translateFrom(tree: MessageTree): Translate {
  const t = (key: string, ...args: (number | (string | number)[])[]): string => {
    const found = key
      .split('.')
      .reduce<string | MessageTree | undefined>(
        (branch, part) => (typeof branch === 'object' ? branch[part] : undefined),
        tree,
      );
    const count = args.find((argument) => typeof argument === 'number');
    const message = typeof found === 'object' && isPlural(found) ? (found[String(count)] ?? found.n) : found;
    if (typeof message !== 'string') return '';
    const values = args.find((argument) => Array.isArray(argument)) ?? (count === undefined ? [] : [count]);
    return message.replace(/\$(\d)/g, (_, place) => String(values[Number(place) - 1]));
  };
  return t as Translate;
}
