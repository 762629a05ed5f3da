import { useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient, DeniedRequest } from 'latchkey/account';
import { i18n } from '#i18n';
import { formatMoment } from '../wording/format-time.ts';
import { explainDenial } from './explain-denial.ts';

/** Calls that the sender policy refused, newest first. */
export function DeniedRequests({ account }: { account: AccountClient }) {
  const [denied, setDenied] = useState<readonly DeniedRequest[]>([]);
  useEffect(() => {
    account.denied().then(setDenied, () => {});
  }, [account]);
  const newestFirst = [...denied].sort((a, b) => b.at - a.at);
  return (
    <div class="stack">
      <h3 id="denied-heading">{i18n.t('security.deniedHeading')}</h3>
      <p class="quiet">{i18n.t('security.deniedIntro')}</p>
      {newestFirst.length === 0 ? (
        <p>{i18n.t('security.deniedNone')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
        <section class="card scrolls" aria-labelledby="denied-heading" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{i18n.t('security.deniedWhen')}</th>
                <th scope="col">{i18n.t('security.deniedSender')}</th>
                <th scope="col">{i18n.t('security.deniedRequest')}</th>
                <th scope="col">{i18n.t('security.deniedReason')}</th>
              </tr>
            </thead>
            <tbody>
              {newestFirst.map(({ at, sender, request, reason }, index) => (
                <tr key={index}>
                  <td>{formatMoment(at, i18n.t('languageTag'))}</td>
                  <td>{sender}</td>
                  <td>{request}</td>
                  <td>{explainDenial(reason, i18n.t)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
