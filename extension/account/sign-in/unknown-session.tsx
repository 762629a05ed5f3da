import { useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient, Check } from 'latchkey/account';
import { i18n } from '#i18n';
import { checkAdvice } from '../doctor/check-advice.ts';
import { checkReport } from '../doctor/check-report.ts';
import { SignIn } from './sign-in.tsx';

/** Long enough for a server that answers: nobody sees a fault flash by. */
const patienceMs = 1_500;
/** Long enough for one that answers slowly: what is typed by then is not to be taken away again. */
const longPatienceMs = 8_000;

interface UnknownSessionProps {
  account: AccountClient;
  server: string;
}

/**
 * While nobody knows who is signed in, which lasts as long as the server gives no verdict: says what is in the
 * way, where that can be found out, and lets people sign in where there is a server that could let them. The
 * background goes on asking meanwhile, unless the browser has not started it, as Chromium may fail to for a private window.
 */
export function UnknownSession({ account, server }: UnknownSessionProps) {
  const [checks, setChecks] = useState<readonly Check[]>([]);
  const [maySignIn, setMaySignIn] = useState(false);
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    const look = async () => {
      const found = await account.doctor().catch(() => []);
      setChecks(found);
      return found;
    };
    const silence = setTimeout(() => setSilent(true), longPatienceMs);
    const heard = () => {
      clearTimeout(silence);
      setSilent(false);
    };
    // Answered without a word to the server: only a background that does not run leaves it.
    void account.denied().then(heard, heard);
    const lookAgain = async () => setMaySignIn((await look()).some(({ id, ok }) => id === 'server' && ok));
    const timers = [silence, setTimeout(look, patienceMs), setTimeout(lookAgain, longPatienceMs)];
    return () => timers.forEach(clearTimeout);
  }, [account]);
  return (
    <div class="stack">
      <div class="stack" role="status">
        <p class="waiting quiet">{i18n.t('account.checking')}</p>
        {silent ? <p class="notice bad">{i18n.t('account.noAnswer')}</p> : null}
        {findObstacles(checks).map((check) => (
          <p key={check.id} class="notice bad">
            {checkAdvice(check, i18n.t, i18n.t('languageTag'))}
          </p>
        ))}
      </div>
      {maySignIn ? <SignIn account={account} session={nobody} server={server} /> : null}
    </div>
  );
}

const nobody = { status: 'signed-out', version: 0, reason: 'none' } as const;

/** A missing permission has a notice of its own, with a button. */
function findObstacles(checks: readonly Check[]): Check[] {
  return checkReport(checks)
    .filter(({ tone, check }) => tone === 'bad' && check.id !== 'host-permission')
    .map(({ check }) => check);
}
