import * as v from 'valibot';
import { originList } from './comma-list.ts';

/** Any Firefox installation: Firefox gives an extension another id on every machine. */
const anyFirefox = 'moz-extension://*';

const chromium = /^chrome-extension:\/\/[a-p]{32}$/;
const firefox = /^moz-extension:\/\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The origins that may call the state-changing routes, comma-separated. */
export const extensionOrigins = v.pipe(
  v.string(),
  v.transform(originList),
  v.minLength(1),
  v.check((entries) =>
    entries.every((entry) => entry === anyFirefox || chromium.test(entry) || firefox.test(entry)),
  ),
  v.readonly(),
);

/** @returns whether a request's `Origin` is on the allow-list. */
export function allowsOrigin(allowed: readonly string[], origin: string): boolean {
  if (firefox.test(origin) && allowed.includes(anyFirefox)) return true;
  return origin !== anyFirefox && allowed.includes(origin);
}
