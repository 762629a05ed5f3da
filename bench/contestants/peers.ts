import type { Contestant } from './contestant.ts';
import { signInToBetterAuth } from './sign-in/better-auth.ts';
import { signInToNothing, signInToPeer } from './sign-in/dual-token.ts';

const both = ['guarded GET', 'refresh'] as const;

export const bareHttp: Contestant = {
  name: 'bare node:http',
  file: 'programs/bare-http.ts',
  tasks: both,
  signIn: signInToNothing,
};

/** What every ratio is made with: the framework that Latchkey uses, doing nothing. */
export const bareHono: Contestant = {
  name: 'bare Hono',
  file: 'programs/bare-hono.ts',
  tasks: both,
  signIn: signInToNothing,
};

/** What people would pick instead. */
export const peers: readonly Contestant[] = [
  { name: 'NestJS + passport-jwt', file: 'programs/nest.ts', tasks: both, signIn: signInToPeer },
  { name: 'Express + jsonwebtoken', file: 'programs/express.ts', tasks: both, signIn: signInToPeer },
  { name: 'Hono + hono/jwt', file: 'programs/hono-jwt.ts', tasks: both, signIn: signInToPeer },
  { name: 'Fastify + @fastify/jwt', file: 'programs/fastify.ts', tasks: both, signIn: signInToPeer },
  {
    name: 'Fastify + @fastify/jwt, cached',
    file: 'programs/fastify.ts',
    tasks: ['guarded GET'],
    environment: async () => ({ VERIFIED_TOKEN_CACHE: 'on' }),
    signIn: signInToPeer,
  },
  {
    name: 'better-auth',
    file: 'programs/better-auth.ts',
    tasks: ['guarded GET'],
    signIn: signInToBetterAuth,
  },
  {
    name: 'better-auth, cookie cache',
    file: 'programs/better-auth.ts',
    tasks: ['guarded GET'],
    environment: async () => ({ COOKIE_CACHE: 'on' }),
    signIn: signInToBetterAuth,
  },
];
