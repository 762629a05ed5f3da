/** Where a Redis primary is asked for that may move, and what to say to it. */
export interface RedisSentinels {
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  /** What the Sentinels call the primary. */
  readonly name: string;
  readonly db: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Of the Sentinels themselves. */
  readonly sentinelPassword?: string;
}

const DEFAULT_PORT = 26379;
const FORM =
  /^(?<scheme>rediss?)\+sentinel:\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^/?@]+)\/(?<name>[\w.-]+)(?:\/(?<db>\d+))?(?:\?sentinelPassword=(?<sentinelPassword>[^&]+))?$/;
const HOST = /^(?<host>\[[\da-f:]+\]|[\w.-]+)(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads `redis+sentinel://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]/NAME[/DB][?sentinelPassword=…]`, the form that
 * clients in other languages take; with `rediss` everything is asked over TLS. It is no URL, which has one host.
 * @returns `null` for anything else
 */
export function redisSentinels(text: string): RedisSentinels | null {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) return null;
  const { scheme, login = '', hosts = '', name = '', db = '0', sentinelPassword } = parts;
  const sentinels = hosts.split(',').map((each) => {
    const { host = '', port = DEFAULT_PORT } = HOST.exec(each)?.groups ?? {};
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  });
  if (sentinels.some(({ host, port }) => host === '' || port < 1 || port > 65_535)) return null;
  try {
    const [username = '', password = ''] = login.split(':', 2).map(decodeURIComponent);
    return {
      sentinels,
      name,
      db: Number(db),
      tls: scheme === 'rediss',
      ...(username !== '' && { username }),
      ...(password !== '' && { password }),
      ...(sentinelPassword !== undefined && { sentinelPassword: decodeURIComponent(sentinelPassword) }),
    };
  } catch {
    // A stray per cent sign.
    return null;
  }
}
