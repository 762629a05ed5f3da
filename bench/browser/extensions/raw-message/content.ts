import { expose } from '../calls.ts';

expose({ token: () => chrome.runtime.sendMessage({ kind: 'token' }) });
