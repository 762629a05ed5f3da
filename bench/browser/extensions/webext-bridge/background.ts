import { onMessage } from 'webext-bridge/background';
import { TOKEN } from '../calls.ts';

onMessage('token', () => TOKEN);
