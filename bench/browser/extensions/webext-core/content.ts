import { expose } from '../calls.ts';
import { sendMessage } from './messaging.ts';

expose({ token: () => sendMessage('token') });
