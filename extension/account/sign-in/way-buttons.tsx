import type { Way } from 'latchkey/account';
import { i18n } from '#i18n';

interface WayButtonsProps {
  ways: readonly Way[];
  /** Whether they stand below another way in. */
  beside: boolean;
  problem: string | null;
  onChoose: (way: string) => void;
}

/** A button for each way that is a page of the server; it opens in a tab, and the popup may close. */
export function WayButtons({ ways, beside, problem, onChoose }: WayButtonsProps) {
  if (ways.length === 0) return null;
  return (
    <div class="stack">
      {beside ? <p class="quiet small">{i18n.t('signIn.orInTab')}</p> : null}
      <div class="live" role="alert">
        {problem ? <p class="notice bad">{problem}</p> : null}
      </div>
      {ways.map(({ id, kind, name }) => (
        <button key={id} type="button" onClick={() => onChoose(id)}>
          {kind === 'passkey' ? i18n.t('signIn.withPasskey') : i18n.t('signIn.continueWith', [name])}
        </button>
      ))}
    </div>
  );
}
