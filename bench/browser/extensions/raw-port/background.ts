import { TOKEN } from '../calls.ts';

chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener(({ id }: { id: number }) => port.postMessage({ id, value: TOKEN }));
});
