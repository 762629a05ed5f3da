/** What the background asks of the panel in a tab, on the user's behalf. */
export type PanelMessage =
  | { readonly to: 'notes-panel'; readonly action: 'toggle' }
  | { readonly to: 'notes-panel'; readonly action: 'add'; readonly text: string };

export function isPanelMessage(message: unknown): message is PanelMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { to, action, text } = message as Record<string, unknown>;
  return to === 'notes-panel' && (action === 'toggle' || (action === 'add' && typeof text === 'string'));
}
