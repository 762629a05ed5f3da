/** Events that carry what is written, all of them composed: they pass the page's window on their way in. */
const telling = [
  'keydown',
  'keypress',
  'keyup',
  'beforeinput',
  // Blink's and Gecko's own event from before `beforeinput` (UI Events section 8.2, legacy).
  'textInput',
  'input',
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'copy',
  'cut',
  'paste',
  'dragstart',
  'drop',
] as const;

/**
 * Keeps what is typed into the panel from the page. A closed shadow root hides the text, but not the key
 * presses: a listener of the page on its own window would hear each of them first. Installed at
 * `document_start`, this one is before all of the page's, and ends the event there. The browser still
 * carries out what the key does; the panel hears of it here instead of from its own elements.
 * @param inPanel whether an event's (retargeted) target is the panel.
 */
export function shieldKeystrokes(
  inPanel: (target: EventTarget | null) => boolean,
  hear: (event: Event) => void,
): void {
  for (const type of telling) {
    addEventListener(
      type,
      (event) => {
        if (!event.isTrusted || !inPanel(event.target)) return;
        event.stopImmediatePropagation();
        hear(event);
      },
      { capture: true },
    );
  }
}
