import { useRef, useState } from 'hono/jsx/dom';
import type { AccountClient, Way } from 'latchkey/account';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { useWays } from '../sign-in/use-ways.ts';
import { explainError } from '../wording/explain-error.ts';
import { type AccountWay, isRemovable } from './account-ways.ts';
import type { LoadedWays } from './use-account-ways.ts';
import { WayItem } from './way-item.tsx';

interface AccountWaysListProps {
  api: Pick<AccountApi, 'removeWay'>;
  account: AccountClient;
  ways: LoadedWays;
  reload: () => Promise<void>;
}

/** How the account is signed in to; what may be removed, and what may be added on a page in a tab. */
export function AccountWaysList({ api, account, ways, reload }: AccountWaysListProps) {
  const offered = useWays(account).filter(({ kind }) => kind === 'passkey' || kind === 'redirect');
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = ways.type === 'loaded' ? ways.value : null;
  if (offered.length === 0 && (loaded === null || loaded.ways.length === 0)) return null;

  const say = (error: unknown) => setSaid(explainError(error, i18n.t));
  const remove = async (way: AccountWay, name: string) => {
    await api
      .removeWay(way.id)
      .then(() => setSaid(i18n.t('ways.removed', [name])))
      .catch(say);
    await reload();
    // The button that was pressed may have gone with what it removed.
    if (document.activeElement === document.body) heading.current?.focus();
  };
  const add = (way: Way) => account.addWay(way.id).then(() => setSaid(i18n.t('ways.opened')), say);
  const isNew = (way: Way) => way.kind === 'passkey' || !loaded?.ways.some((one) => one.way === way.id);

  return (
    <div class="stack">
      <h3 ref={heading} tabIndex={-1}>
        {i18n.t('ways.heading')}
      </h3>
      <p class="quiet">{loaded?.password === false ? i18n.t('ways.noPassword') : i18n.t('ways.intro')}</p>
      <p role="status" class="live">
        {said}
      </p>
      {ways.type === 'failed' ? <p class="notice">{ways.sentence}</p> : null}
      {loaded !== null && loaded.ways.length === 0 ? <p>{i18n.t('ways.none')}</p> : null}
      {loaded !== null && loaded.ways.length > 0 ? (
        <ul class="card rows">
          {loaded.ways.map((way) => {
            const name = nameOf(way, offered);
            return (
              <WayItem
                key={way.id}
                way={way}
                name={name}
                removable={isRemovable(loaded)}
                onRemove={() => remove(way, name)}
              />
            );
          })}
        </ul>
      ) : null}
      <div class="row">
        {offered.filter(isNew).map((way) => (
          <button key={way.id} type="button" onClick={() => add(way)}>
            {way.kind === 'passkey' ? i18n.t('ways.addPasskey') : i18n.t('ways.add', [way.name])}
          </button>
        ))}
      </div>
    </div>
  );
}

function nameOf({ way, name }: AccountWay, offered: readonly Way[]): string {
  if (way === 'passkey') return i18n.t('ways.passkey', [name]);
  return i18n.t('ways.provider', [offered.find(({ id }) => id === way)?.name ?? way, name]);
}
