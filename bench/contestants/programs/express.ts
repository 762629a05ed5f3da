import cookieParser from 'cookie-parser';
import express, { type RequestHandler, type Response } from 'express';
import jwt from 'jsonwebtoken';
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

const algorithms: jwt.Algorithm[] = ['HS256'];

const requireAccess: RequestHandler = (request, response, next) => {
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    response.locals.claims = jwt.verify(token, accessSecret, { algorithms });
    next();
  } catch {
    response.status(401).json({ error: 'invalid_token' });
  }
};

/** Express with jsonwebtoken, as its tutorials have it. */
express()
  .disable('x-powered-by')
  .get('/healthz', (_, response) => void response.send('ok'))
  .get('/api/me', requireAccess, (_, response) => {
    response.json({ id: response.locals.claims.sub, username: user.username });
  })
  .use('/auth', express.json(), cookieParser())
  .post('/auth/login', (_, response) => answerWithPair(response, newRefreshClaims()))
  .post('/auth/refresh', (request, response) => {
    const next = rotate(presented(request.cookies[COOKIE]));
    if (next === null) response.status(401).json({ error: 'invalid_grant' });
    else answerWithPair(response, next);
  })
  .listen(port, '127.0.0.1');

function presented(token: string): RefreshClaims {
  return jwt.verify(token, refreshSecret, { algorithms }) as RefreshClaims;
}

function answerWithPair(response: Response, claims: RefreshClaims): void {
  const access = jwt.sign({ sub: claims.sub }, accessSecret, { expiresIn: ACCESS_SECONDS });
  const refresh = jwt.sign(claims, refreshSecret, { expiresIn: REFRESH_SECONDS });
  // Express counts a cookie's age in milliseconds.
  response.cookie(COOKIE, refresh, { ...cookieOptions, maxAge: REFRESH_SECONDS * 1000 });
  response.json(tokenAnswer(access));
}
