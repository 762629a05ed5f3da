import { BadRequestException, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Sessions } from './sessions.js';

export interface SignedIn extends Request {
  session: { readonly id: string; readonly username: string };
}

/** The question of the form, in the place of one that a service asks. */
@Injectable()
export class CaptchaGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<Request>().body?.captcha === '5') return true;
    throw new BadRequestException('Wrong captcha');
  }
}

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SignedIn>();
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    request.session = await this.sessions.ofAccessToken(token);
    return true;
  }
}
