export type SignInMode = 'sign-in' | 'register';

export interface Typed {
  readonly mode: SignInMode;
  readonly username: string;
}

const place = 'latchkey.typed-username';

/**
 * A popup closes as soon as the user looks at their password manager. The name they typed and the form they
 * were in are there when they come back; a password is never kept.
 */
export function rememberTyped(store: Storage, typed: Typed): void {
  store.setItem(place, JSON.stringify(typed));
}

export function recallTyped(store: Storage): Typed {
  try {
    const typed: Partial<Typed> = JSON.parse(store.getItem(place) ?? '{}');
    return {
      mode: typed.mode === 'register' ? 'register' : 'sign-in',
      username: typeof typed.username === 'string' ? typed.username : '',
    };
  } catch {
    return { mode: 'sign-in', username: '' };
  }
}
