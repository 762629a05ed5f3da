import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { test as alone } from '../harness/test.ts';

const blocked = 2;
const settings = {
  all: { default_content_setting_values: { cookies: blocked } },
  'of the server': {
    content_settings: { exceptions: { cookies: { '[*.]localhost,*': { setting: blocked } } } },
  },
} as const;

describe.for(Object.entries(settings))('cookies blocked (%s)', ([, profile]) => {
  const test = alone.override('preferences', { profile });

  test('signing in says so and what to do, leaves no session behind, and the doctor names the cause', async ({
    server,
    browser,
  }) => {
    const device = await OtherDevice.register(server, ada);
    const popup = await browser.popup();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await popup.tryToSignIn(ada);
      await popup.says('This browser does not keep the cookie of Latchkey');
    }
    const { sessions } = await (await device.get('/auth/sessions')).json();
    expect(sessions).toHaveLength(1);
    const options = await browser.options('doctor');
    await options.says('This browser keeps no cookies for the server');
  });
});
