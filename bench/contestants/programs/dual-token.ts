import { randomUUID } from 'node:crypto';

/** What every dual-token peer has in common, so that they differ in their framework alone. */
export const port = Number(process.env.PORT);
export const ACCESS_SECONDS = 300;
export const REFRESH_SECONDS = 15 * 24 * 60 * 60;
export const accessSecret = 'the access secret, at least 32 bytes of it';
export const refreshSecret = 'the refresh secret, another one of 32 bytes';
export const COOKIE = 'rt';
export const cookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
  path: '/auth',
  maxAge: REFRESH_SECONDS,
} as const;

export const user = { id: 'u_1', username: 'ada' };

export interface RefreshClaims {
  readonly sub: string;
  readonly jti: string;
}

/** The ids of the refresh tokens that may be used, as the usual tutorial keeps them. */
const known = new Set<string>();

export function newRefreshClaims(): RefreshClaims {
  const jti = randomUUID();
  known.add(jti);
  return { sub: user.id, jti };
}

/** Takes a refresh token's id out of use. @returns the claims of the next one, or `null` for one not known */
export function rotate({ jti }: RefreshClaims): RefreshClaims | null {
  return known.delete(jti) ? newRefreshClaims() : null;
}

export const tokenAnswer = (accessToken: string) => ({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: ACCESS_SECONDS,
});
