import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { clearIndexedDb, insideWorker } from '../harness/inside-worker.ts';
import { test } from '../harness/test.ts';

test('a browser that gives no place for the key: signing in says so, and the doctor names it', async ({
  server,
  browser,
}) => {
  await OtherDevice.register(server, ada);
  const popup = await browser.popup();
  await popup.showsForm();
  // What this worker remembers of it would not be there for the next one.
  await clearIndexedDb(browser, popup.page);
  const worker = await insideWorker(browser.context);
  await worker.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The disk is full', 'QuotaExceededError');
    };
  });
  await popup.tryToSignIn(ada);
  await popup.says('This browser does not give Latchkey its key.');
  await (await browser.options('doctor')).says('The browser does not let Latchkey read its key store.');
});
