import type { LocalArea } from './local-area.ts';

/** Where the panel's tab shows. The keyboard shortcut and the menu work everywhere: there the user asks for it. */
export interface PanelSettings {
  readonly everywhere: boolean;
  /** Sites (see `siteOf`) where the user switched it off. */
  readonly hiddenOn: readonly string[];
}

export const panelSettingsKey = 'panel-settings';

export async function readPanelSettings(area: Pick<LocalArea, 'get'>): Promise<PanelSettings> {
  const stored = (await area.get(panelSettingsKey))[panelSettingsKey] as Partial<PanelSettings> | undefined;
  return { everywhere: stored?.everywhere !== false, hiddenOn: stored?.hiddenOn ?? [] };
}

export function shownOn(settings: PanelSettings, site: string | null): boolean {
  return settings.everywhere && site !== null && !settings.hiddenOn.includes(site);
}

export async function setShownOn(area: LocalArea, site: string, shown: boolean): Promise<PanelSettings> {
  const settings = await readPanelSettings(area);
  const others = settings.hiddenOn.filter((hidden) => hidden !== site);
  // Switching a site on is a wish to see the tab there, so it also ends "nowhere at all".
  const next = shown
    ? { everywhere: true, hiddenOn: others }
    : { ...settings, hiddenOn: [...others, site].sort() };
  await area.set({ [panelSettingsKey]: next });
  return next;
}

export async function setShownEverywhere(area: LocalArea, everywhere: boolean): Promise<PanelSettings> {
  const next = { ...(await readPanelSettings(area)), everywhere };
  await area.set({ [panelSettingsKey]: next });
  return next;
}
