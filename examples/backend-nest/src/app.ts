import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  Post,
  Req,
  Res,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { AccessGuard, CaptchaGuard, type SignedIn } from './guards.js';
import { type Pair, Sessions } from './sessions.js';

const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/auth', maxAge: 604_800_000 };

/** The access token for the body, the refresh token into its cookie. */
function answer(response: Response, { accessToken, refreshToken }: Pair) {
  response.cookie('rt', refreshToken, cookie);
  return { data: { access_token: accessToken } };
}

@Controller('auth')
export class AuthController {
  constructor(private readonly sessions: Sessions) {}

  @Post('login')
  @UseGuards(CaptchaGuard)
  async login(
    @Body() { username, password }: { username: string; password: string },
    @Res({ passthrough: true }) response: Response,
  ) {
    if (password !== 'right') throw new UnauthorizedException('Wrong password');
    return answer(response, await this.sessions.begin(username));
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    return answer(response, await this.sessions.rotate(request.cookies.rt));
  }

  @Post('logout')
  @HttpCode(204)
  @UseGuards(AccessGuard)
  logout(@Req() { session }: SignedIn, @Res({ passthrough: true }) response: Response): void {
    this.sessions.end(session.id);
    response.clearCookie('rt', cookie);
  }
}

@Controller('api')
export class ApiController {
  @Get('me')
  @UseGuards(AccessGuard)
  me(@Req() { session }: SignedIn) {
    return { username: session.username };
  }
}

@Module({ controllers: [AuthController, ApiController], providers: [Sessions] })
export class AppModule {}
