/** What of a manifest is read and completed here, as WXT has it before it makes Manifest V2 of it where that is wanted. */
export interface Manifest {
  permissions?: string[];
  host_permissions?: string[];
  optional_permissions?: string[];
  optional_host_permissions?: string[];
  key?: string;
  minimum_chrome_version?: string;
  content_security_policy?: string | { extension_pages?: string };
  browser_specific_settings?: {
    gecko?: { id?: string; data_collection_permissions?: { required?: string[] } };
  };
}

export interface ManifestNeeds {
  /** The server and further API origins. */
  readonly servers: readonly URL[];
  /** Whether the extension has the hosts from its installation on, or asks for them with `serverPermission`. */
  readonly hostPermission: 'required' | 'optional';
  readonly browser: string;
  readonly manifestVersion: 2 | 3;
  readonly key?: string | undefined;
}

/** For `Promise.withResolvers` and alarms of half a minute. */
const OLDEST_CHROME = 120;

/** unlimitedStorage: or the browser may evict the session's key when the disk is full. */
const PERMISSIONS = ['storage', 'unlimitedStorage', 'alarms'];

/**
 * Adds to a manifest what the broker needs. What is there already stays as it is.
 * @returns what a person has to decide, one line each
 */
export function completeManifest(manifest: Manifest, needs: ManifestNeeds): string[] {
  const { servers, hostPermission, browser, manifestVersion, key } = needs;
  // Without the port: Firefox refuses match patterns with one, and WebAuthn's RP id check needs it so.
  const hosts = servers.map(({ protocol, hostname }) => `${protocol}//${hostname}/*`);
  manifest.permissions = union(manifest.permissions, PERMISSIONS);
  if (hostPermission === 'required') manifest.host_permissions = union(manifest.host_permissions, hosts);
  // Manifest V2 has no list of its own for them, and WXT leaves them out then.
  else if (manifestVersion === 2) manifest.optional_permissions = union(manifest.optional_permissions, hosts);
  else manifest.optional_host_permissions = union(manifest.optional_host_permissions, hosts);

  const ofBrowser = browser === 'firefox' ? completeForFirefox(manifest) : completeForChromium(manifest, key);
  return [...ofBrowser, ...blockedByPolicy(manifest, servers)];
}

function completeForChromium(manifest: Manifest, key: string | undefined): string[] {
  if (key !== undefined) manifest.key ??= key;
  manifest.minimum_chrome_version ??= `${OLDEST_CHROME}`;
  if (Number.parseInt(manifest.minimum_chrome_version, 10) >= OLDEST_CHROME) return [];
  return [`minimum_chrome_version is ${manifest.minimum_chrome_version}; Latchkey needs ${OLDEST_CHROME}.`];
}

function completeForFirefox(manifest: Manifest): string[] {
  const gecko = manifest.browser_specific_settings?.gecko;
  const collected = gecko?.data_collection_permissions;
  // Whoever has listed what goes to the server has forgotten at most that a sign-in does.
  if (collected?.required) {
    const said = collected.required.filter((each) => each !== 'none');
    collected.required = union(said, ['authenticationInfo']);
  }
  if (gecko?.id) return [];
  return ['Without browser_specific_settings.gecko.id Firefox forgets the session at each temporary load.'];
}

/** A policy of one's own that does not let the background reach the server looks like a dead network. */
function blockedByPolicy({ content_security_policy: policy }: Manifest, servers: readonly URL[]): string[] {
  const text = typeof policy === 'string' ? policy : policy?.extension_pages;
  const directives = text?.split(';').map((directive) => directive.trim().split(/\s+/)) ?? [];
  const named = (name: string) => directives.find(([first]) => first === name);
  const sources = named('connect-src') ?? named('default-src');
  if (!sources) return [];
  const blocked = servers.filter(
    ({ origin, protocol }) => ![origin, `${origin}/`, protocol, '*'].some((each) => sources.includes(each)),
  );
  return blocked.map(({ origin }) => `content_security_policy has no connect-src for ${origin}.`);
}

const union = (list: readonly string[] = [], more: readonly string[]): string[] => [
  ...new Set([...list, ...more]),
];
