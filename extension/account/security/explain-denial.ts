import type { DenyReason } from 'latchkey/policy';
import { assertNever } from '../assert-never.ts';
import type { Translate } from '../wording/translate.ts';

/** Why a call was not let through, in words; the broker adds two reasons of its own to the policy's. */
export function explainDenial(reason: string, t: Translate): string {
  const known = reason as DenyReason | 'rate-limited' | 'malformed';
  switch (known) {
    case 'page-not-listed':
    case 'call-not-listed':
    case 'route-not-listed':
    case 'scope-not-listed':
    case 'header-reserved':
      return t('denied.notListed');
    case 'frame-not-listed':
    case 'framed-extension-page':
    case 'frame-not-admitted':
      return t('denied.frame');
    case 'foreign-extension':
      return t('denied.foreign');
    case 'inactive-document':
      return t('denied.notVisible');
    case 'no-web-origin':
    case 'unidentified':
      return t('denied.unidentified');
    case 'not-a-url':
    case 'other-origin':
    case 'credentials-in-url':
    case 'ambiguous-path':
      return t('denied.place');
    case 'rate-limited':
      return t('denied.rate');
    case 'malformed':
      return t('denied.malformed');
    default:
      return assertNever(known, t('denied.other', [reason]));
  }
}
