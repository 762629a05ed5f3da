/** What the background asks of the panel in a tab, on the user's behalf. */
export type PanelMessage =
  | { readonly latchkey: 'panel'; readonly action: 'toggle' }
  | { readonly latchkey: 'panel'; readonly action: 'add'; readonly text: string };

export function isPanelMessage(message: unknown): message is PanelMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { latchkey, action, text } = message as Record<string, unknown>;
  return latchkey === 'panel' && (action === 'toggle' || (action === 'add' && typeof text === 'string'));
}
