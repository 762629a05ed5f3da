import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/firefox/test.ts';

test('whoever took the permission back reads so in the popup, and one click gives it again', async ({
  firefox,
}) => {
  const popup = await firefox.popup();
  await popup.register(ada);
  await firefox.addOn.loseHosts();
  await popup.screen.says('The browser does not let Latchkey talk to its server.');
  await popup.screen.says('Devices: not known while the server is out of reach');
  await popup.screen.press('Allow access');
  await popup.screen.doesNotSay('The browser does not let Latchkey talk to its server.');
  await popup.screen.says('On this device only');
});

test('without the permission the doctor calls nobody down, and its button mends it', async ({ firefox }) => {
  await (await firefox.popup()).register(ada);
  await firefox.addOn.loseHosts();
  const options = await firefox.options();
  await options.says('The browser does not let Latchkey talk to its server.');
  await options.doesNotSay('the server is down');
  await options.press('Allow access');
  await options.says('Everything is in order.');
});
