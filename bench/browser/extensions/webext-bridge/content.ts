import { sendMessage } from 'webext-bridge/content-script';
import { expose } from '../calls.ts';

expose({ token: () => sendMessage('token', {}, 'background') });
