import { useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient, Check } from 'latchkey/account';
import { i18n } from '#i18n';
import { checkAdvice } from '../doctor/check-advice.ts';
import { checkReport } from '../doctor/check-report.ts';

/** Long enough for a server that answers: nobody sees a fault flash by. */
const patienceMs = 1_500;

/**
 * While nobody knows who is signed in, which lasts as long as the server gives no verdict: says what is in the
 * way, where that can be found out. The background goes on asking meanwhile.
 */
export function UnknownSession({ account }: { account: Pick<AccountClient, 'doctor'> }) {
  const [obstacles, setObstacles] = useState<readonly Check[]>([]);
  useEffect(() => {
    const look = async () => setObstacles(findObstacles(await account.doctor().catch(() => [])));
    const timer = setTimeout(look, patienceMs);
    return () => clearTimeout(timer);
  }, [account]);
  return (
    <div class="stack" role="status">
      <p class="waiting quiet">{i18n.t('account.checking')}</p>
      {obstacles.map((check) => (
        <p key={check.id} class="notice bad">
          {checkAdvice(check, i18n.t, i18n.t('languageTag'))}
        </p>
      ))}
    </div>
  );
}

/** A missing permission has a notice of its own, with a button. */
function findObstacles(checks: readonly Check[]): Check[] {
  return checkReport(checks)
    .filter(({ tone, check }) => tone === 'bad' && check.id !== 'host-permission')
    .map(({ check }) => check);
}
