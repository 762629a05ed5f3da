import { randomUUID } from 'node:crypto';
import { Injectable, UnauthorizedException } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';

const KEY = new TextEncoder().encode(process.env.JWT_SECRET ?? randomUUID());
const ACCESS_SECONDS = 300;

interface Session {
  readonly id: string;
  readonly username: string;
  refreshToken: string;
}

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Who is signed in. An older refresh token is refused, as such servers do; its session goes on. */
@Injectable()
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  get count(): number {
    return this.#sessions.size;
  }

  async begin(username: string): Promise<Pair> {
    const session = { id: randomUUID(), username, refreshToken: randomUUID() };
    this.#sessions.set(session.id, session);
    return this.#pair(session);
  }

  async rotate(refreshToken: string | undefined): Promise<Pair> {
    const session = [...this.#sessions.values()].find((one) => one.refreshToken === refreshToken);
    if (!session) throw new UnauthorizedException();
    session.refreshToken = randomUUID();
    return this.#pair(session);
  }

  async ofAccessToken(accessToken: string): Promise<Session> {
    try {
      const { payload } = await jwtVerify(accessToken, KEY);
      const session = this.#sessions.get(String(payload.sid));
      if (session) return session;
    } catch {
      // Expired or made up: the same answer.
    }
    throw new UnauthorizedException();
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  async #pair({ id, username, refreshToken }: Session): Promise<Pair> {
    const accessToken = await new SignJWT({ sid: id, username })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(username)
      .setIssuedAt()
      .setJti(randomUUID())
      .setExpirationTime(`${ACCESS_SECONDS}s`)
      .sign(KEY);
    return { accessToken, refreshToken };
  }
}
