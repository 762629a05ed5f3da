import { useEffect, useState } from 'hono/jsx/dom';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import { Switch } from '../../account/controls/switch.tsx';
import { readPanelSettings, setShownOn, shownOn } from '../panel-settings.ts';
import { siteOf } from '../site.ts';

type Here = { type: 'looking' } | { type: 'nowhere' } | { type: 'site'; site: string; shown: boolean };

/** Turns the notes panel on or off for the site in the current tab. */
export function SitePanel() {
  const [here, setHere] = useState<Here>({ type: 'looking' });
  useEffect(() => void lookAround().then(setHere), []);
  switch (here.type) {
    case 'looking':
      return <p>&nbsp;</p>;
    case 'nowhere':
      return <p class="quiet">{i18n.t('account.panelNowhere')}</p>;
    case 'site':
      return (
        <Switch
          label={i18n.t('account.panelHere', [here.site])}
          on={here.shown}
          onToggle={async (shown) => {
            setHere({ ...here, shown });
            await setShownOn(browser.storage.local, here.site, shown);
          }}
        />
      );
  }
}

async function lookAround(): Promise<Here> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const site = siteOf(tab?.url ?? '');
  if (site === null) return { type: 'nowhere' };
  return { type: 'site', site, shown: shownOn(await readPanelSettings(browser.storage.local), site) };
}
