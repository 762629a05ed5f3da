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

/** The same for a browser under test: no window, no other extension, no calls of its own to the network. */
export function testLaunchArguments(extensionFolder: string): string[] {
  return [
    ...launchArguments(extensionFolder),
    `--disable-extensions-except=${extensionFolder}`,
    '--headless=new',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}
