/** Names of nowhere, of all places, of namespaces and of the page about an error: addresses that nothing is loaded from. */
const HARMLESS =
  /^https?:\/\/(\*\/|[a-z.-]+\.invalid|www\.w3\.org|github\.com\/sindresorhus\/ky|localhost|127\.0\.0\.1)/;

/**
 * What a store takes for code from elsewhere in the text of a built script, whether it is ever run or not: a bundle that
 * merely names a script's address is refused.
 */
export function remoteCode(script: string): string[] {
  const dynamic =
    script.match(/<script\b|\beval\(|\bnew Function\(|\bimport\((?!\s*["'`]\.)|\bimportScripts\(/g) ?? [];
  const addresses = script.match(/https?:\/\/[^\s"'`<>\\)${}]+/g) ?? [];
  return [...dynamic, ...addresses.filter((address) => !HARMLESS.test(address))];
}
