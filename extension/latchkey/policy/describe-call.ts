import type { Call } from '../protocol/messages.ts';

/** A call as the list of denied requests shows it: no query, no userinfo, no body, no token, no password. */
export function describeCall(call: Call): string {
  switch (call.type) {
    case 'fetch':
      return `${call.request.method} ${withoutSecrets(call.request.url).slice(0, 200)}`;
    case 'token':
      return `token ${call.scope ?? '(access)'}`;
    default:
      return call.type;
  }
}

const withoutSecrets = (url: string): string => url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
