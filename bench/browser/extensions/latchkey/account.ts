import { createAccountClient } from 'latchkey/account';

/** Signs the benchmark's user up. */
Object.assign(globalThis, {
  register: () =>
    createAccountClient().register({ username: 'ada', password: 'correct horse battery staple' }),
});
