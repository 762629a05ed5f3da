import { ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi';
import { expect, test } from 'vitest';
import { isBound, wantsBearer, withNonce } from './dpop.ts';

test.for([
  ['offered', ['ES256', 'EdDSA'], true],
  ['offered', ['EdDSA'], false],
  ['offered', undefined, false],
  ['required', ['ES256'], true],
  ['required', ['EdDSA'], 'not-supported'],
  ['required', undefined, 'not-supported'],
  ['off', ['ES256'], false],
] as const)('%s, where the provider takes %s: %s', ([use, algorithms, bound]) => {
  const metadata = algorithms ? { dpop_signing_alg_values_supported: [...algorithms] } : {};
  const answer = (): boolean | string => {
    try {
      return isBound(use, metadata);
    } catch (error) {
      return Reflect.get(Object(error), 'code');
    }
  };
  expect(answer()).toBe(bound);
});

const challenge = (status: number, ...schemes: Lowercase<string>[]) =>
  new WWWAuthenticateChallengeError('', {
    cause: schemes.map((scheme) => ({ scheme, parameters: {} })),
    response: new Response('', { status }),
  });

test.for([
  ['tokens alone', challenge(401, 'bearer'), true],
  ['tokens and proofs', challenge(401, 'bearer', 'dpop'), false],
  ['proofs', challenge(401, 'dpop'), false],
  ['something else', challenge(401, 'basic'), false],
  ['too narrow a token', challenge(403, 'bearer'), false],
  ['nothing, since it was not reached', new TypeError('Failed to fetch'), false],
] as const)('an API that names %s', ([_, error, wants]) => {
  expect(wantsBearer(error)).toBe(wants);
});

const refusal = (error: string) =>
  new ResponseBodyError('', { cause: { error }, response: new Response('', { status: 400 }) });

test.for([
  ['once more for a nonce', [refusal('use_dpop_nonce')], 2],
  ['not a third time', [refusal('use_dpop_nonce'), refusal('use_dpop_nonce')], 2],
  ['not again for a verdict', [refusal('invalid_grant')], 1],
] as const)('is asked %s', async ([_, refusals, times]) => {
  let asked = 0;
  const answer = withNonce(async () => {
    asked += 1;
    const refused = refusals[asked - 1];
    if (refused) throw refused;
    return 'answer';
  });
  expect(await answer.catch((error) => error)).toBe(refusals.length < times ? 'answer' : refusals.at(-1));
  expect(asked).toBe(times);
});
