import { TOKEN } from '../calls.ts';
import { onMessage } from './messaging.ts';

onMessage('token', () => TOKEN);
