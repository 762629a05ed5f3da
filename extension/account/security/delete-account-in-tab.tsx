import { useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import { explainError } from '../wording/explain-error.ts';

/** For an account without a password: it is signed in to once more on a page in a tab, which asks and deletes. */
export function DeleteAccountInTab({ onOpen }: { onOpen: () => Promise<void> }) {
  const [said, setSaid] = useState('');
  const open = () =>
    onOpen().then(
      () => setSaid(i18n.t('ways.opened')),
      (error: unknown) => setSaid(explainError(error, i18n.t)),
    );
  return (
    <div class="stack">
      <p>{i18n.t('deletion.questionInTab')}</p>
      <div class="row">
        <button type="button" class="danger" onClick={open}>
          {i18n.t('deletion.openTab')}
        </button>
      </div>
      <p role="status" class="live">
        {said}
      </p>
    </div>
  );
}
