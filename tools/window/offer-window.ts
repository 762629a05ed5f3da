import { createInterface } from 'node:readline/promises';
import { hasDisplay } from '../extension-build/display.ts';
import { findChromium } from '../extension-build/find-chromium.ts';
import { type OpenChromium, openChromium } from '../extension-build/open-chromium.ts';
import { decideOpening } from './decide-opening.ts';
import type { Opening } from './opening.ts';

/**
 * Opens a browser window with the extension, where that works and the person wants it; says so in one line where
 * it does not. Never fails: the server serves on without a window.
 * @param stopped ends the question, and closes the window.
 */
export async function offerWindow(
  opening: Opening,
  window: Omit<OpenChromium, 'binary'>,
  stopped: AbortSignal,
): Promise<void> {
  if (opening === 'no') return;
  const decision = decideOpening(opening, {
    chromium: await findChromium(),
    display: hasDisplay(),
    terminal: Boolean(process.stdin.isTTY && process.stdout.isTTY),
  });
  switch (decision.kind) {
    case 'serve-only':
      if (decision.reason !== '') console.log(decision.reason);
      return;
    case 'ask':
      if (!(await saysYes(`Open ${decision.browser} with the extension loaded? [y/N] `, stopped))) return;
      return open({ ...window, binary: decision.binary }, stopped);
    case 'open':
      return open({ ...window, binary: decision.binary }, stopped);
  }
}

async function open(window: OpenChromium, stopped: AbortSignal): Promise<void> {
  if (stopped.aborted) return;
  try {
    const { close } = await openChromium(window);
    stopped.addEventListener('abort', close, { once: true });
    console.log(`A browser window is open; what it keeps is in ${window.profile}.`);
  } catch (error) {
    console.log(`No browser window is opened: ${window.binary} does not start (${String(error)}).`);
  }
}

async function saysYes(question: string, stopped: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // A terminal that is read swallows Ctrl-C; hand it on.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(question, { signal: stopped });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}
