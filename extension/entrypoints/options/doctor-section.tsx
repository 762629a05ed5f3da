import { useEffect, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import { serverPermission } from '../../browser/server-permission.ts';
import type { AccountClient, Check } from '../../client/types.ts';
import { checkAdvice, checkTitle } from '../../ui/check-advice.ts';
import { explainError } from '../../ui/explain-error.ts';
import { Section } from './section.tsx';

type Report =
  | { is: 'running' }
  | { is: 'done'; checks: readonly Check[] }
  | { is: 'failed'; sentence: string };

/** Each thing that staying signed in depends on: a tick, or what to do. */
export function DoctorSection({ account }: { account: AccountClient }) {
  const [report, setReport] = useState<Report>({ is: 'running' });
  const run = async () => {
    setReport({ is: 'running' });
    try {
      setReport({ is: 'done', checks: await account.doctor() });
    } catch (error) {
      setReport({ is: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => {
    run();
    return serverPermission.onChange(run);
  }, [account]);
  return (
    <Section id="doctor" heading={i18n.t('doctor.heading')} intro={i18n.t('doctor.intro')}>
      <p role="status">{summarise(report)}</p>
      {report.is === 'done' ? (
        <ul class="card rows">
          {report.checks.map((check) => (
            <CheckItem key={check.id} check={check} />
          ))}
        </ul>
      ) : null}
      <div class="row">
        <button type="button" onClick={run}>
          {i18n.t('doctor.run')}
        </button>
      </div>
    </Section>
  );
}

function summarise(report: Report): string {
  switch (report.is) {
    case 'running':
      return i18n.t('doctor.running');
    case 'failed':
      return report.sentence;
    case 'done': {
      const bad = report.checks.filter(({ ok }) => !ok).length;
      return bad === 0 ? i18n.t('doctor.allWell') : i18n.t('doctor.problems', bad);
    }
  }
}

function CheckItem({ check }: { check: Check }) {
  return (
    <li class="check">
      <span
        class={check.ok ? 'good sign' : 'problem sign'}
        role="img"
        aria-label={i18n.t(check.ok ? 'doctor.good' : 'doctor.bad')}
      >
        {check.ok ? '✓' : '!'}
      </span>
      <div class="stack tight">
        <h3>{checkTitle(check, i18n.t)}</h3>
        <p class="quiet">{checkAdvice(check, i18n.t, i18n.t('languageTag'))}</p>
        {!check.ok && check.id === 'host-permission' ? (
          <div class="row">
            <button type="button" onClick={() => serverPermission.request()}>
              {i18n.t('doctor.grant')}
            </button>
          </div>
        ) : null}
      </div>
    </li>
  );
}
