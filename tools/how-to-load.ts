export interface Served {
  readonly publicUrl: string;
  /** The absolute folder of the unpacked extension. */
  readonly extensionFolder: string;
}

/** What a person needs to know once the server runs: where to look, what to load and how, how to end it. */
export function howToLoad({ publicUrl, extensionFolder }: Served): string {
  return `
Latchkey runs on ${publicUrl}

1. Load the extension, once:
   ${extensionFolder}
   Chrome, Edge, Brave   open chrome://extensions, switch on "Developer mode", choose "Load unpacked", pick that folder
   Firefox               see "Load the extension" in README.md (about:debugging, "Load Temporary Add-on")
2. Try it: open ${publicUrl}/try and sign in from the extension's button in the toolbar.

Ctrl-C ends it.
`;
}
