/** The users table of an app that has been there before, here with one row. */
const users = [{ id: '7', email: 'ada@example.com', password: '271828' }];

const orders = [{ id: 1, user: '7', item: 'a difference engine' }];

export const ordersOf = (user: string) => orders.filter((order) => order.user === user);

/** As the app's own sign-in form asks it; a real one compares hashes. */
export async function checkPassword(given: { username: string; password: string }) {
  const user = users.find(({ email, password }) => email === given.username && password === given.password);
  return user === undefined ? null : { id: user.id, username: user.email };
}
