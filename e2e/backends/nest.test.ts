import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inject, test } from 'vitest';
import { repositoryRoot } from '../../tools/repository.ts';
import { Browser } from '../harness/browser.ts';
import { buildOwnBackend, keyOf } from '../harness/own-backend.ts';
import { slot } from '../harness/slot.ts';

const folder = join(repositoryRoot, 'examples/backend-nest');
const run = promisify(execFile);

/** The NestJS server of the example, installed and built in its own folder. */
async function startNest(): Promise<{ url: string; stop(): Promise<void> }> {
  const more = { cwd: folder };
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], more);
  await run('npm', ['run', 'build'], more);
  const nest = spawn(process.execPath, ['dist/main.js'], { ...more, env: { ...process.env, PORT: '0' } });
  const exited = once(nest, 'exit');
  for await (const line of createInterface(nest.stdout)) {
    const port = /^Listening on .*:(\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    nest.stdout.resume();
    return {
      url: `http://localhost:${port}`,
      async stop() {
        nest.kill();
        await exited;
      },
    };
  }
  throw new Error('The NestJS server has ended before it listened.');
}

test('an extension signs in to a NestJS server, and stays signed in when worker and browser end', async ({
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const nest = await startNest();
  onTestFinished(nest.stop);
  const extension = await buildOwnBackend(
    'dual-token',
    { api: nest.url },
    { key: await keyOf(slot().extensionFolder) },
  );
  onTestFinished(extension.remove);
  const browser = await Browser.create(chromium.path, extension.folder);
  onTestFinished(() => browser.discard());

  const { page } = await browser.popup();
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Password').fill('wrong');
  await page.getByLabel('What is').fill('5');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Wrong password').waitFor();
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Signed in: ada').waitFor();
  await browser.worker.stop();
  await page.getByRole('button', { name: 'Call the API' }).click();
  await page.getByText('"username":"ada"').waitFor();

  await browser.close();
  await browser.open();
  const next = await browser.popup();
  await next.page.getByText('Signed in: ada').waitFor();
  await next.page.getByRole('button', { name: 'Call the API' }).click();
  await next.page.getByText('"username":"ada"').waitFor();
  await next.page.getByRole('button', { name: 'Sign out' }).click();
  await next.page.getByText('signed-out').waitFor();
});
