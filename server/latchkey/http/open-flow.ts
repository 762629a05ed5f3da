import type { Context } from 'hono';
import * as v from 'valibot';
import { FLOW_MS, type Flows, type NewFlow } from '../flows/flows.ts';
import type { FlowRecord } from '../flows/record.ts';
import { type Clock, toSeconds } from '../time/time.ts';
import type { FlowCookie } from './flow-cookie.ts';
import type { PublicPaths } from './request/public-path.ts';

export interface OpenFlowDeps {
  readonly flows: Pick<Flows, 'begin'>;
  readonly flowCookie: Pick<FlowCookie, 'write'>;
  readonly publicPaths: PublicPaths;
  readonly clock: Clock;
}

/** What every answer says that opens a flow. */
export const openedEntries = {
  url: v.pipe(v.string(), v.description('The page to open in a tab of the same browser')),
  expires_in: v.pipe(v.number(), v.description('Seconds')),
};

/** Begins a flow whose page only the browser of this request may open: the answer brings it the flow's cookie. */
export async function openFlow(
  { flows, flowCookie, publicPaths, clock }: OpenFlowDeps,
  c: Context,
  of: NewFlow,
): Promise<{ readonly record: FlowRecord; readonly page: { url: string; expires_in: number } }> {
  const { record, secret } = await flows.begin(of);
  flowCookie.write(c, record, secret, clock());
  const url = publicPaths.url(c, `/sign-in/${record.id}`);
  return { record, page: { url, expires_in: toSeconds(FLOW_MS) } };
}
