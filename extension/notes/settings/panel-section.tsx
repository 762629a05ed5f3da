import { useEffect, useState } from 'hono/jsx/dom';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import { Section } from '../../account/controls/section.tsx';
import { Switch } from '../../account/controls/switch.tsx';
import { type PanelSettings, readPanelSettings, setShownEverywhere, setShownOn } from '../panel-settings.ts';

/** Where the panel's tab shows. */
export function PanelSection() {
  const area = browser.storage.local;
  const [settings, setSettings] = useState<PanelSettings | null>(null);
  const [shortcut, setShortcut] = useState<string | null>(null);
  useEffect(() => {
    void readPanelSettings(area).then(setSettings);
    browser.commands
      .getAll()
      .then((all) => setShortcut(all.find(({ name }) => name === 'toggle-panel')?.shortcut ?? ''));
  }, []);
  return (
    <Section id="panel" heading={i18n.t('panelSettings.heading')} intro={i18n.t('panelSettings.intro')}>
      {settings === null ? null : (
        <>
          <div class="card rows">
            <Switch
              label={i18n.t('panelSettings.everywhere')}
              on={settings.everywhere}
              onToggle={async (on) => setSettings(await setShownEverywhere(area, on))}
            />
          </div>
          <HiddenSites
            sites={settings.hiddenOn}
            onShow={async (site) => setSettings(await setShownOn(area, site, true))}
          />
        </>
      )}
      {shortcut === null ? null : (
        <p class="quiet">
          {shortcut === ''
            ? i18n.t('panelSettings.noShortcut')
            : i18n.t('panelSettings.shortcut', [shortcut])}
        </p>
      )}
    </Section>
  );
}

function HiddenSites({
  sites,
  onShow,
}: {
  sites: readonly string[];
  onShow: (site: string) => Promise<void>;
}) {
  return (
    <>
      <h3>{i18n.t('panelSettings.hiddenSites')}</h3>
      {sites.length === 0 ? (
        <p class="quiet">{i18n.t('panelSettings.hiddenNone')}</p>
      ) : (
        <ul class="card rows">
          {sites.map((site) => (
            <li key={site} class="session">
              <span class="breaks">{site}</span>
              <button
                type="button"
                aria-label={i18n.t('panelSettings.showAgain', [site])}
                onClick={() => onShow(site)}
              >
                {i18n.t('panelSettings.showAgainShort')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
