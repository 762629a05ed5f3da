import type { Check } from 'latchkey/account';
import type { Translate } from '../wording/translate.ts';

export function checkTitle({ id }: Check, t: Translate): string {
  switch (id) {
    case 'host-permission':
      return t('doctor.check.hostPermission');
    case 'server':
      return t('doctor.check.server');
    case 'origin':
      return t('doctor.check.origin');
    case 'cookie':
      return t('doctor.check.cookie');
    case 'clock':
      return t('doctor.check.clock');
    case 'key':
      return t('doctor.check.key');
    case 'session':
      return t('doctor.check.session');
  }
}

/** Says that a thing is in order, or what to do about it. `language` is a BCP 47 tag. */
export function checkAdvice(check: Check, t: Translate, language: string): string {
  if (check.problem === 'unchecked') return t('doctor.advice.unchecked');
  switch (check.id) {
    case 'host-permission':
      return t(check.ok ? 'doctor.fine.hostPermission' : 'doctor.advice.hostPermission');
    case 'server':
      if (check.ok) return t('doctor.fine.server');
      return t(
        check.problem === 'unhealthy' ? 'doctor.advice.serverUnhealthy' : 'doctor.advice.serverUnreachable',
      );
    case 'origin':
      return t(check.ok ? 'doctor.fine.origin' : 'doctor.advice.origin');
    case 'cookie':
      return check.ok ? t('doctor.fine.cookie') : cookieAdvice(check.problem, t);
    case 'clock':
      return check.ok
        ? t('doctor.fine.clock')
        : t('doctor.advice.clock', [span(Number(check.data?.offsetMs), language)]);
    case 'key':
      return check.ok ? t('doctor.fine.key') : keyAdvice(check.problem, t);
    case 'session':
      return check.ok ? t('doctor.fine.session') : sessionAdvice(check.problem, t);
  }
}

function cookieAdvice(problem: string | undefined, t: Translate): string {
  if (problem === 'blocked') return t('doctor.advice.cookieBlocked');
  if (problem === 'too-many-cookies') return t('doctor.advice.tooManyCookies');
  return t('doctor.advice.cookieAbsent');
}

function keyAdvice(problem: string | undefined, t: Translate): string {
  if (problem === 'lost') return t('doctor.advice.keyLost');
  if (problem === 'unreadable') return t('doctor.advice.keyUnreadable');
  return t('doctor.advice.keyMissing');
}

function sessionAdvice(problem: string | undefined, t: Translate): string {
  if (problem === 'unconfirmed') return t('doctor.advice.sessionUnconfirmed');
  if (problem === 'unknown') return t('doctor.advice.sessionUnknown');
  return t('doctor.advice.sessionSignedOut');
}

/** A span of time in the largest unit that says something, such as "12 minutes" or "3 hours". */
function span(ms: number, language: string): string {
  const minutes = Math.abs(ms) / 60_000;
  const [value, unit] =
    minutes < 120 ? [minutes, 'minute'] : minutes < 2880 ? [minutes / 60, 'hour'] : [minutes / 1440, 'day'];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(value);
}
