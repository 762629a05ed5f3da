import { test } from 'vitest';
import { backendChaos, chaosRun, titleOf } from '../../testing/backend-chaos.ts';
import { startPublicClientProvider } from '../../testing/public-client-provider.ts';
import { REDIRECT, Surroundings } from './testing/surroundings.ts';

const run = chaosRun(20);

test.for(['with-nonce', 'no'] as const)(
  `oauth() at a provider (DPoP: %s) keeps its promises through ${titleOf(run)}`,
  async (dpop, { onTestFinished }) => {
    const provider = await startPublicClientProvider({
      redirectUris: [`${REDIRECT}/`],
      dpop,
      accessTokenSeconds: 2,
    });
    onTestFinished(provider.stop);
    await backendChaos(() => new Surroundings(provider).underTest(), { run, lostWith: 'body' });
  },
);
