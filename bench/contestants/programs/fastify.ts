import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import fastify, { type FastifyReply } from 'fastify';
import {
  ACCESS_SECONDS,
  accessSecret,
  COOKIE,
  cookieOptions,
  newRefreshClaims,
  port,
  REFRESH_SECONDS,
  type RefreshClaims,
  refreshSecret,
  rotate,
  tokenAnswer,
  user,
} from './dual-token.ts';

/** @fastify/jwt's own cache of tokens that it has verified. */
const cache = process.env.VERIFIED_TOKEN_CACHE === 'on';

const app = fastify();
await app.register(cookie);
await app.register(jwt, {
  secret: accessSecret,
  sign: { expiresIn: `${ACCESS_SECONDS}s` },
  verify: { algorithms: ['HS256'], cache },
});
await app.register(jwt, {
  secret: refreshSecret,
  namespace: 'refresh',
  cookie: { cookieName: COOKIE, signed: false },
  sign: { expiresIn: `${REFRESH_SECONDS}s` },
  verify: { algorithms: ['HS256'], cache, onlyCookie: true },
});
const refreshJwt = Reflect.get(app.jwt, 'refresh') as typeof app.jwt;

app.get('/healthz', async () => 'ok');
app.get('/api/me', { onRequest: (request) => request.jwtVerify() }, async (request) => {
  const { sub } = request.user as { sub: string };
  return { id: sub, username: user.username };
});
app.post('/auth/login', async (_, reply) => answerWithPair(reply, newRefreshClaims()));
app.post('/auth/refresh', async (request, reply) => {
  const presented = refreshJwt.verify<RefreshClaims & object>(request.cookies[COOKIE] ?? '');
  const next = rotate(presented);
  return next === null ? reply.code(401).send({ error: 'invalid_grant' }) : answerWithPair(reply, next);
});
await app.listen({ port, host: '127.0.0.1' });

function answerWithPair(reply: FastifyReply, claims: RefreshClaims) {
  reply.setCookie(COOKIE, refreshJwt.sign({ ...claims }), cookieOptions);
  return reply.send(tokenAnswer(app.jwt.sign({ sub: claims.sub })));
}
