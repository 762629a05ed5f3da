import { once } from 'node:events';
import { join } from 'node:path';
import { startPublicClientProvider } from 'latchkey/test-servers';
import { defaultExtensionOrigin, StartError } from 'latchkey-server';
import { manifestKey } from '../../wxt.config.ts';
import { repositoryRoot } from '../repository.ts';
import { offerWindow } from '../window/offer-window.ts';
import type { Opening } from '../window/opening.ts';
import { buildOtherBackend } from './build.ts';
import type { OtherBackend } from './names.ts';
import { startNest } from './nest.ts';
import { type Running, startDualTokenServer, startGuardedApi } from './servers.ts';

/** The example has the `key` of the sample, and with it the id that the server lets in. */
const redirectUri = `https://${new URL(defaultExtensionOrigin).host}.chromiumapp.org/`;

interface Started extends Running {
  readonly provider?: string;
  readonly hint: string;
}

const byPassword = 'any name, the password "right", and 5 for the question';

const starts: Record<OtherBackend, () => Promise<Started>> = {
  'dual-token': async () => ({ ...(await startDualTokenServer(3000)), hint: byPassword }),
  nest: async () => ({ ...(await startNest(3000)), hint: byPassword }),
  async provider() {
    const provider = await startPublicClientProvider({ redirectUris: [redirectUri] });
    const api = await startGuardedApi(provider, 3000);
    return {
      url: api.url,
      provider: provider.issuer,
      hint: '"Sign in in a tab", any name and any password',
      stop: () => Promise.all([provider.stop(), api.stop()]).then(() => {}),
    };
  },
};

/** `npm start -- --backend NAME`: somebody else's server and the example that is built for it, until Ctrl-C. */
export async function startOther(
  backend: OtherBackend,
  opening: Opening,
  stopping: AbortSignal,
): Promise<void> {
  const server = await starts[backend]().catch((cause) => {
    throw new StartError(`The server of --backend ${backend} does not start: ${cause.message}`, { cause });
  });
  try {
    const extensionFolder = join(repositoryRoot, '.output', `own-backend-${backend}`);
    await buildOtherBackend({
      mode: backend === 'provider' ? 'provider' : 'dual-token',
      api: server.url,
      ...(server.provider && { provider: server.provider }),
      folder: extensionFolder,
      key: manifestKey,
    });
    console.log(`
A server that is not Latchkey's (${backend}) runs on ${server.url}

Load the extension from ${extensionFolder}
and sign in from its button in the toolbar: ${server.hint}.

Ctrl-C ends it.
`);
    const profile = join(repositoryRoot, '.data/browser-own-backend');
    void offerWindow(opening, { extensionFolder, profile, pages: [] }, stopping);
    if (!stopping.aborted) await once(stopping, 'abort');
  } finally {
    await server.stop();
  }
}
