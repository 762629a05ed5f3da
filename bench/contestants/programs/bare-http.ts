import { createServer, type ServerResponse } from 'node:http';
import { COOKIE, port, REFRESH_SECONDS, tokenAnswer, user } from './dual-token.ts';

/** The limit: nothing is checked, nothing is kept. */
createServer((request, response) => {
  switch (request.url) {
    case '/api/me':
      return answer(response, user);
    case '/auth/refresh':
      response.setHeader(
        'Set-Cookie',
        `${COOKIE}=nothing; Max-Age=${REFRESH_SECONDS}; Path=/auth; HttpOnly; Secure; SameSite=Strict`,
      );
      request.resume().on('end', () => answer(response, tokenAnswer('nothing')));
      return;
    default:
      return answer(response, {});
  }
}).listen(port, '127.0.0.1');

function answer(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
