/**
 * The address that browsers keep for an extension's sign-in and that no server answers: what
 * `identity.getRedirectURL()` gives, without its permission.
 * @param extensionId 32 letters in Chromium; in Firefox the add-on's id, whose SHA-1 stands in the host name
 */
export async function redirectUriOf(extensionId: string): Promise<string> {
  if (/^[a-p]{32}$/.test(extensionId)) return `https://${extensionId}.chromiumapp.org/`;
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(extensionId));
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `https://${hex}.extensions.allizom.org/`;
}
