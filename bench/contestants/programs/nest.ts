import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, Post, Req, Res, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import cookieParser from 'cookie-parser';
import type { Request, Response } from 'express';
import { ExtractJwt, Strategy } from 'passport-jwt';
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

type Signed = Request & { user: RefreshClaims };
const jwt = new JwtService();

class AccessStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor() {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: accessSecret });
  }

  validate(claims: RefreshClaims): RefreshClaims {
    return claims;
  }
}

class RefreshStrategy extends PassportStrategy(Strategy, 'jwt-refresh') {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromExtractors([(request: Request) => request.cookies[COOKIE] ?? null]),
      secretOrKey: refreshSecret,
    });
  }

  validate(claims: RefreshClaims): RefreshClaims | null {
    return rotate(claims);
  }
}

class AuthController {
  me({ user: { sub } }: Signed) {
    return { id: sub, username: user.username };
  }

  login(response: Response) {
    return answerWithPair(response, newRefreshClaims());
  }

  refresh({ user: next }: Signed, response: Response) {
    return answerWithPair(response, next);
  }
}

async function answerWithPair(response: Response, claims: RefreshClaims) {
  const [access, refresh] = await Promise.all([
    jwt.signAsync({ sub: claims.sub }, { secret: accessSecret, expiresIn: ACCESS_SECONDS }),
    jwt.signAsync({ ...claims }, { secret: refreshSecret, expiresIn: REFRESH_SECONDS }),
  ]);
  response.cookie(COOKIE, refresh, { ...cookieOptions, maxAge: REFRESH_SECONDS * 1000 });
  return tokenAnswer(access);
}

class AppModule {}

/** Node strips types and has no decorators yet, so what `@Get()` and the like do is called by name. */
function decorate(method: 'me' | 'login' | 'refresh', decorators: readonly MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(AuthController.prototype, method);
  if (descriptor === undefined) throw new Error(`no method ${method}`);
  for (const apply of decorators) apply(AuthController.prototype, method, descriptor);
}

decorate('me', [Get('api/me'), UseGuards(AuthGuard('jwt'))]);
Req()(AuthController.prototype, 'me', 0);
decorate('login', [Post('auth/login'), HttpCode(200)]);
Res({ passthrough: true })(AuthController.prototype, 'login', 0);
decorate('refresh', [Post('auth/refresh'), HttpCode(200), UseGuards(AuthGuard('jwt-refresh'))]);
Req()(AuthController.prototype, 'refresh', 0);
Res({ passthrough: true })(AuthController.prototype, 'refresh', 1);
Controller()(AuthController);
Module({ controllers: [AuthController], providers: [AccessStrategy, RefreshStrategy] })(AppModule);

/** NestJS with passport-jwt: the stack that the dual-token design usually comes in. */
const app = await NestFactory.create(AppModule, { logger: false });
app.use(cookieParser());
app.use('/healthz', (_: Request, response: Response) => void response.send('ok'));
await app.listen(port, '127.0.0.1');
