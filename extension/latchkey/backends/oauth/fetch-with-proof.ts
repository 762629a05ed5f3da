import * as oauth from 'oauth4webapi';
import type { Backend, BackendTools } from '../../broker/backend.ts';
import { type DpopUse, type Proofs, wantsBearer, withNonce } from './dpop.ts';

/** API calls with a token that is bound to this browser's key (RFC 9449 section 7). */
export function createFetchWithProof(
  { fetch }: BackendTools,
  proofs: Proofs,
  use: DpopUse,
): Required<Backend>['fetchWithProof'] {
  /** APIs that know no proofs. It dies with the worker, since an API may learn of them. */
  const withoutProofs = new Set<string>();

  return async (request, accessToken) => {
    const url = new URL(request.url);
    const send = (proof: oauth.DPoPRequestOptions) =>
      oauth.protectedResourceRequest(accessToken, request.method, url, request.headers, null, {
        ...proof,
        // What is called and how is the broker's to say: only the headers are new.
        [oauth.customFetch]: (_, { headers }) => fetch(new Request(request.clone(), { headers })),
        // The policy has judged the address.
        [oauth.allowInsecureRequests]: true,
      });

    if (withoutProofs.has(url.origin)) return send({}).catch(responseOf);
    const DPoP = await proofs.handle();
    try {
      return await withNonce(() => send({ DPoP }));
    } catch (error) {
      const refused = responseOf(error);
      if (use === 'required' || !wantsBearer(error)) return refused;
      const answer = await send({}).catch(responseOf);
      if (answer.status !== 401) withoutProofs.add(url.origin);
      return answer;
    }
  };
}

/** An answer with a challenge, which oauth4webapi throws. */
function responseOf(error: unknown): Response {
  if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
  throw error;
}
