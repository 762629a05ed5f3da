/** What any Chromium needs to come up with the extension in a profile of its own, without its welcome pages. */
export function launchArguments(extensionFolder: string): string[] {
  return [
    `--load-extension=${extensionFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
    // Chromium does not start as root with its sandbox, as in a container or on a build machine.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/**
 * Off in a browser under test: the two pages that stand ready behind the address bar and cost a quarter of all that
 * a start does, and what playwright turns off in a list of its own, which this one takes the place of. Not among them is
 * what decides over pages, cookies and storage: that is as people have it, and off only where a test says so.
 */
const withoutFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
];

/**
 * What playwright would turn off, too, and people have: pages kept for the way back, timers that slow down in tabs that
 * nobody looks at, and the limits on what a page may flood the browser with.
 */
export const keptDefaults = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-ipc-flooding-protection',
];

/** The same for a browser under test: no window, no other extension, no calls of its own to the network. */
export function testLaunchArguments(extensionFolder: string): string[] {
  return [
    ...launchArguments(extensionFolder),
    `--disable-extensions-except=${extensionFolder}`,
    '--headless=new',
    `--disable-features=${withoutFeatures.join(',')}`,
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
