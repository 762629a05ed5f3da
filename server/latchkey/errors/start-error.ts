/** Something outside the program keeps the server from starting; the message is the one line the operator reads. */
export class StartError extends Error {
  override name: string = 'StartError';
}
