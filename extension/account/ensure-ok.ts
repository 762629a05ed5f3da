import { LatchkeyError, type ServerProblem } from 'latchkey/errors';

/**
 * The answer as it is when it is a success.
 * @throws LatchkeyError `refused` with the server's problem, and `retryAfterMs` where it said how long to wait.
 */
export async function ensureOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await readProblem(response);
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  throw new LatchkeyError('refused', problem.title, {
    problem,
    ...(Number.isFinite(wait) && { retryAfterMs: wait * 1000 }),
  });
}

/** Reads an RFC 9457 problem; anything else, such as a proxy's HTML page, becomes one by its status. */
async function readProblem(response: Response): Promise<ServerProblem> {
  const unnamed = {
    code: response.status < 500 ? 'invalid_request' : 'storage_unavailable',
    status: response.status,
  };
  const body: Partial<ServerProblem> = await response.json().catch(() => ({}));
  return {
    ...body,
    status: response.status,
    code: typeof body?.code === 'string' ? body.code : unnamed.code,
    title: typeof body?.title === 'string' ? body.title : `HTTP ${response.status}`,
  };
}
