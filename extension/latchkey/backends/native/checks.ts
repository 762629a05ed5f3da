import { check } from '../../broker/check.ts';
import type { Check } from '../../protocol/messages.ts';
import type { AuthResponse, SendAuthRequest } from './auth-request.ts';

/** What of the doctor's questions goes to the server. */
export function createServerChecks(send: SendAuthRequest) {
  return async (permitted: boolean): Promise<readonly Check[]> => {
    const [health, probe] = await Promise.all([
      send({ method: 'GET', path: '/healthz', by: 'no-cookie' }),
      // Without the cookie nothing can happen; that a page of this extension may ask at all is in the answer.
      send({ method: 'POST', path: '/auth/refresh', by: 'no-cookie' }),
    ]);
    return [
      check('server', serverProblem(health, probe, permitted), statusOf(health)),
      check('origin', originProblem(probe)),
    ];
  };
}

function serverProblem(health: AuthResponse, probe: AuthResponse, permitted: boolean): string | null {
  // Without the permission the browser does not let the answer through, whatever it is.
  if (health.type !== 'answered') return permitted ? 'unreachable' : 'unchecked';
  // An app that has mounted the server need not serve this; that sessions are kept there is in the other answer.
  const mounted = health.status === 404 && probe.type === 'answered' && probe.problem !== null;
  return health.status === 200 || mounted ? null : 'unhealthy';
}

function originProblem(probe: AuthResponse): string | null {
  if (probe.type !== 'answered') return 'unchecked';
  return probe.problem?.code === 'origin_not_allowed' ? 'not-allowed' : null;
}

const statusOf = (answer: AuthResponse): Check['data'] =>
  answer.type === 'answered' ? { status: answer.status } : undefined;
