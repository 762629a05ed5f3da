import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { repositoryRoot } from '../extension/unpacked/repository.ts';
import type { Language } from './fixtures/browser.ts';
import { test } from './fixtures/test.ts';
import { createLooker } from './screens/look.ts';
import { optionsScreens } from './screens/options-screens.ts';
import { panelScreens } from './screens/panel-screens.ts';
import { popupScreens } from './screens/popup-screens.ts';
import { serverPages } from './screens/server-pages.ts';

const languages: readonly Language[] = ['en', 'zh-CN'];
const places = { popup: popupScreens, options: optionsScreens, panel: panelScreens, pages: serverPages };

describe.each(languages)('in %s', (language) => {
  test.override({ language });

  test.for(Object.entries(places))(
    'no state of the %s has a barrier, in light or dark',
    { timeout: 400_000 },
    async ([place, show], { server, browser, site }) => {
      const folder = join(repositoryRoot, '.artifacts/screens', language);
      const { look, barriers, count } = createLooker(folder);
      await show({ server, browser, site, language, look });
      expect(barriers).toEqual([]);
      expect(count(), place).toBeGreaterThanOrEqual(10);
    },
  );
});
