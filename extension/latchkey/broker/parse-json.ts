/** The value, or `null` for what is no JSON: a proxy's error page, a body that broke off. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
