export type ChromiumVerdict =
  | { readonly status: 'usable'; readonly version: string }
  | { readonly status: 'refused'; readonly reason: string };

/** Branded Chrome ignores --load-extension from this version on; Chromium and Chrome for Testing keep it. */
const lastBrandedMajor = 136;

/**
 * Decides whether a browser loads an unpacked extension that it is started with.
 * @param versionLine what `--version` prints; undefined on Windows, where that opens a window instead.
 */
export function judgeChromium(path: string, versionLine: string | undefined): ChromiumVerdict {
  if (versionLine === undefined) return judgeByPath(path);
  const [, name = '', major = ''] = /^(.*?) (\d+)(?:\.\d+)*/.exec(versionLine) ?? [];
  if (name === '') return { status: 'refused', reason: `${path} does not say which version it is.` };
  if (name === 'Google Chrome' && Number(major) > lastBrandedMajor) return brandedChrome(path);
  return { status: 'usable', version: `${name} ${major}` };
}

function judgeByPath(path: string): ChromiumVerdict {
  if (path.includes('\\Google\\Chrome\\')) return brandedChrome(path);
  return { status: 'usable', version: 'Chromium' };
}

function brandedChrome(path: string): ChromiumVerdict {
  return {
    status: 'refused',
    reason: `${path} is branded Chrome, which no longer loads an extension when it is started.`,
  };
}
