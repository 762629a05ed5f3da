import { barePort } from '../bare-port.ts';
import { expose } from '../calls.ts';

interface Reply {
  readonly id: number;
  readonly value: unknown;
}

expose({ token: barePort<Reply>() });
