import { isRecord, moment } from '../read-answer.ts';

/** One way of signing in to the account, as `GET /auth/account/ways` tells it. Times in ms since the epoch. */
export interface AccountWay {
  readonly id: string;
  /** The id of the way that the server offers, such as `passkey`. */
  readonly way: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

export interface AccountWays {
  /** Whether there is a password that the server takes. */
  readonly password: boolean;
  readonly ways: readonly AccountWay[];
}

/** @throws TypeError when it is no answer of `GET /auth/account/ways` */
export function readAccountWays(body: unknown): AccountWays {
  if (!isRecord(body) || !Array.isArray(body.ways)) throw new TypeError('not a list of ways');
  return { password: body.password === true, ways: body.ways.map(readWay) };
}

/** Whether somebody could still sign in without this one. */
export const isRemovable = ({ password, ways }: AccountWays): boolean => password || ways.length > 1;

function readWay(item: unknown): AccountWay {
  if (!isRecord(item) || typeof item.id !== 'string' || typeof item.way !== 'string') {
    throw new TypeError('not a way');
  }
  return {
    id: item.id,
    way: item.way,
    name: typeof item.name === 'string' ? item.name : '',
    createdAt: moment(item.created_at),
    lastUsedAt: moment(item.last_used_at),
  };
}
