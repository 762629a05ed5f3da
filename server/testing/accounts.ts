export interface Account {
  readonly username: string;
  readonly password: string;
}

/** People of the tests. Each test has a database of its own, so that they never meet. */
export const ada: Account = { username: 'ada', password: 'correct horse battery staple' };
export const grace: Account = { username: 'grace', password: 'nanoseconds are 11.8 inches' };
