/** What a person calls a site: its host, with the port where it has one. `null` where the panel does not run. */
export function siteOf(address: string): string | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url.host : null;
}

/** The page that a note belongs to: its address without the fragment, as the server stores it. */
export function pageOf(address: string): string {
  return address.split('#', 1)[0] ?? address;
}
