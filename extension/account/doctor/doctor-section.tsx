import { useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import { i18n } from '#i18n';
import { Section } from '../controls/section.tsx';
import { permission } from '../server.ts';
import { explainError } from '../wording/explain-error.ts';
import { checkAdvice, checkTitle } from './check-advice.ts';
import { type CheckedItem, checkReport, countBad, type Tone } from './check-report.ts';

type Report =
  | { type: 'running' }
  | { type: 'done'; items: readonly CheckedItem[] }
  | { type: 'failed'; sentence: string };

/** Each thing that staying signed in depends on: a tick, or what to do. Looked at anew when `session` changes. */
export function DoctorSection({ account, session }: { account: AccountClient; session: string }) {
  const [report, setReport] = useState<Report>({ type: 'running' });
  const run = async () => {
    setReport({ type: 'running' });
    try {
      setReport({ type: 'done', items: checkReport(await account.doctor()) });
    } catch (error) {
      setReport({ type: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => {
    void run();
    return permission.onChange(() => void run());
  }, [account, session]);
  return (
    <Section id="doctor" heading={i18n.t('doctor.heading')} intro={i18n.t('doctor.intro')}>
      <p role="status">{summarise(report)}</p>
      {report.type === 'done' ? (
        <ul class="card rows">
          {report.items.map((item) => (
            <CheckItem key={item.check.id} {...item} />
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
  switch (report.type) {
    case 'running':
      return i18n.t('doctor.running');
    case 'failed':
      return report.sentence;
    case 'done': {
      const bad = countBad(report.items);
      return bad === 0 ? i18n.t('doctor.allWell') : i18n.t('doctor.problems', bad);
    }
  }
}

const signs = {
  good: { class: 'good sign', sign: '✓', name: 'doctor.good' },
  bad: { class: 'problem sign', sign: '!', name: 'doctor.bad' },
  open: { class: 'quiet sign', sign: '–', name: 'doctor.open' },
} as const satisfies Record<Tone, object>;

function CheckItem({ check, tone }: CheckedItem) {
  const { sign, name, class: look } = signs[tone];
  return (
    <li class="check">
      <span class={look} role="img" aria-label={i18n.t(name)}>
        {sign}
      </span>
      <div class="stack tight">
        <h3>{checkTitle(check, i18n.t)}</h3>
        <p class="quiet">{checkAdvice(check, i18n.t, i18n.t('languageTag'))}</p>
        {!check.ok && check.id === 'host-permission' ? (
          <div class="row">
            <button type="button" onClick={() => permission.request()}>
              {i18n.t('doctor.grant')}
            </button>
          </div>
        ) : null}
      </div>
    </li>
  );
}
