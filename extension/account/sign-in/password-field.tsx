import { type RefObject, useId, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import { FieldNote } from '../controls/text-field.tsx';

interface PasswordFieldProps {
  label: string;
  name: string;
  autocomplete: 'current-password' | 'new-password';
  inputRef: RefObject<HTMLInputElement | null>;
  hint?: string | undefined;
  problem?: string | undefined;
  onInput?: () => void;
}

/**
 * A password with a button that shows it, and a word when Caps Lock is on. The word stays when the field is left:
 * what is below would jump away from under the pointer between press and release, and a click be lost.
 */
export function PasswordField({
  label,
  name,
  autocomplete,
  inputRef,
  hint,
  problem,
  onInput,
}: PasswordFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState?.('CapsLock') ?? false);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <input
          id={id}
          name={name}
          type={shown ? 'text' : 'password'}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          ref={inputRef}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={`${id}-about ${id}-caps`}
          onKeyDown={watchCapsLock}
          onKeyUp={watchCapsLock}
          onInput={() => onInput?.()}
        />
        <button
          type="button"
          aria-label={i18n.t('signIn.showPassword')}
          title={i18n.t('signIn.showPassword')}
          aria-pressed={shown ? 'true' : 'false'}
          onClick={() => setShown(!shown)}
        >
          <EyeIcon crossed={shown} />
        </button>
      </div>
      <FieldNote id={`${id}-about`} hint={hint} problem={problem} />
      <div id={`${id}-caps`} class="hint" role="status">
        {capsLock ? i18n.t('signIn.capsLock') : ''}
      </div>
    </div>
  );
}

function EyeIcon({ crossed }: { crossed: boolean }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      aria-hidden="true"
    >
      <path d="M1.8 10s3-5.5 8.2-5.5S18.2 10 18.2 10s-3 5.5-8.2 5.5S1.8 10 1.8 10Z" />
      <circle cx="10" cy="10" r="2.4" />
      {crossed ? <path d="M3.5 17 16.5 3" stroke-linecap="round" /> : null}
    </svg>
  );
}
