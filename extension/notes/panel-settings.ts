import type { KeyValueArea } from './key-value-area.ts';

/** Where the panel's tab shows. The keyboard shortcut and the menu work everywhere: there the user asks for it. */
export interface PanelSettings {
  readonly everywhere: boolean;
  /** Sites (see `siteOf`) where the user switched it off. */
  readonly hiddenOn: readonly string[];
}

export const panelSettingsKey = 'panel-settings';

export async function readPanelSettings(area: Pick<KeyValueArea, 'get'>): Promise<PanelSettings> {
  const stored = (await area.get(panelSettingsKey))[panelSettingsKey];
  const { everywhere, hiddenOn } = { ...(stored as Record<string, unknown> | null | undefined) };
  return {
    everywhere: everywhere !== false,
    hiddenOn: Array.isArray(hiddenOn) ? hiddenOn.filter((site) => typeof site === 'string') : [],
  };
}

export function shownOn(settings: PanelSettings, site: string | null): boolean {
  return settings.everywhere && site !== null && !settings.hiddenOn.includes(site);
}

export async function setShownOn(area: KeyValueArea, site: string, shown: boolean): Promise<PanelSettings> {
  const settings = await readPanelSettings(area);
  const others = settings.hiddenOn.filter((hidden) => hidden !== site);
  // Switching a site on is a wish to see the tab there, so it also ends "nowhere at all".
  const next = shown
    ? { everywhere: true, hiddenOn: others }
    : { ...settings, hiddenOn: [...others, site].sort() };
  await area.set({ [panelSettingsKey]: next });
  return next;
}

export async function setShownEverywhere(area: KeyValueArea, everywhere: boolean): Promise<PanelSettings> {
  const next = { ...(await readPanelSettings(area)), everywhere };
  await area.set({ [panelSettingsKey]: next });
  return next;
}
