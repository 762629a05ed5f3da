import type { Alarm } from '../broker/ports.ts';
import { browser } from '../client/browser.ts';

const NAME = 'latchkey';

/** Browsers allow 30 s at the least; the work waits for no user, so that a minute is soon enough. */
const PERIOD_MINUTES = 1;

export const browserAlarm: Alarm = {
  async ensure() {
    // Creating it again at each start of the worker would put it off for ever.
    if (!(await browser.alarms.get(NAME))) {
      await browser.alarms.create(NAME, { periodInMinutes: PERIOD_MINUTES, delayInMinutes: PERIOD_MINUTES });
    }
  },
  async clear() {
    await browser.alarms.clear(NAME);
  },
};
