import { useState } from 'hono/jsx/dom';
import type { Client } from 'latchkey/client';
import { i18n } from '#i18n';
import { Section } from '../../account/controls/section.tsx';
import { explainError } from '../../account/wording/explain-error.ts';
import { collectData } from './collect-data.ts';

type Progress =
  | { type: 'idle' }
  | { type: 'working' }
  | { type: 'saved'; notes: number }
  | { type: 'failed'; sentence: string };

/** A copy of everything that the server keeps of the user. */
export function DataSection({ client }: { client: Client }) {
  const [progress, setProgress] = useState<Progress>({ type: 'idle' });
  const save = async () => {
    if (progress.type === 'working') return;
    setProgress({ type: 'working' });
    try {
      const data = await collectData(client, new Date());
      download(`latchkey-${data.user.username}.json`, JSON.stringify(data, null, 2));
      setProgress({ type: 'saved', notes: data.notes.length });
    } catch (error) {
      setProgress({ type: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  return (
    <Section id="data" heading={i18n.t('data.heading')} intro={i18n.t('data.exportIntro')}>
      <div class="row">
        <button type="button" aria-disabled={progress.type === 'working' ? 'true' : undefined} onClick={save}>
          {i18n.t('data.export')}
        </button>
        <span role="status">{describe(progress)}</span>
      </div>
    </Section>
  );
}

function describe(progress: Progress): string {
  switch (progress.type) {
    case 'idle':
      return '';
    case 'working':
      return i18n.t('data.exporting');
    case 'saved':
      return i18n.t('data.exported', progress.notes);
    case 'failed':
      return progress.sentence;
  }
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
