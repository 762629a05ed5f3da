import { TOKEN } from '../calls.ts';

chrome.runtime.onMessage.addListener((_message, _sender, answer) => {
  answer(TOKEN);
});
