import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { DualTokenServer, type PublicClientProvider, startPublicClientProvider } from 'latchkey/testing';
import { build } from 'vite';
import { repositoryRoot } from '../../tools/repository.ts';
import { extensionId } from './extension-id.ts';

/** The servers that the example is written for. */
const written = { api: 'http://localhost:3000', provider: 'http://localhost:3001' };

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** The example of other people's servers, built for these and under an id that a browser of the tests knows. */
export async function buildOwnBackend(
  mode: 'dual-token' | 'provider',
  servers: { readonly api: string; readonly provider?: string },
  identity: { readonly key?: string; readonly geckoId?: string },
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-own-backend-'));
  const root = join(repositoryRoot, 'examples/own-backend');
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    mode,
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
    plugins: [
      {
        name: 'for-these-servers',
        transform: (code) =>
          code.replaceAll(written.api, servers.api).replaceAll(written.provider, servers.provider ?? ''),
      },
    ],
  });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const gecko = {
    ...manifest.browser_specific_settings.gecko,
    ...(identity.geckoId && { id: identity.geckoId }),
  };
  await writeFile(
    path,
    JSON.stringify({
      ...manifest,
      ...(identity.key && { key: identity.key }),
      browser_specific_settings: { gecko },
    }),
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The key by which a Chromium gives an unpacked extension our id. */
export async function keyOf(unpacked: string): Promise<string> {
  return JSON.parse(await readFile(join(unpacked, 'manifest.json'), 'utf8')).key;
}

/** The dual-token server on a port of this machine. */
export async function startDualTokenServer(): Promise<Running & { readonly server: DualTokenServer }> {
  const server = new DualTokenServer({ now: () => Date.now() });
  return { server, ...(await listen(server.app)) };
}

/** An API that takes the provider's access tokens. */
export async function startGuardedApi(provider: PublicClientProvider): Promise<Running> {
  const app = new Hono();
  app.all('/api/*', async (c) => {
    const token = c.req.header('Authorization')?.replace('Bearer ', '') ?? '';
    return (await provider.isGood(token))
      ? c.json({ hello: 'you' })
      : c.json({ error: 'invalid_token' }, 401);
  });
  return listen(app);
}

export const startProvider = (redirectUri = `https://${extensionId}.chromiumapp.org/`) =>
  startPublicClientProvider([redirectUri], 'http://localhost:3000');

async function listen(app: Hono): Promise<Running> {
  const listening = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, listening.resolve);
  const { port } = await listening.promise;
  return {
    url: `http://localhost:${port}`,
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
