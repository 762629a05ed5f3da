import { type RefObject, useId } from 'hono/jsx/dom';

interface TextFieldProps {
  label: string;
  name: string;
  autocomplete: 'username';
  inputRef: RefObject<HTMLInputElement | null>;
  value?: string;
  hint?: string | undefined;
  problem?: string | undefined;
  onInput?: (value: string) => void;
}

/** A labelled line of text; hint and problem are tied to it for screen readers. */
export function TextField({
  label,
  name,
  autocomplete,
  inputRef,
  value,
  hint,
  problem,
  onInput,
}: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <input
          id={id}
          name={name}
          type="text"
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          ref={inputRef}
          value={value}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={`${id}-about`}
          onInput={(event: InputEvent) => onInput?.((event.target as HTMLInputElement).value)}
        />
      </div>
      <FieldNote id={`${id}-about`} hint={hint} problem={problem} />
    </div>
  );
}

/** The line under a field: what is wrong with it, or else what it wants. */
export function FieldNote({
  id,
  hint,
  problem,
}: {
  id: string;
  hint?: string | undefined;
  problem?: string | undefined;
}) {
  return (
    <div id={id} class={problem ? 'problem' : 'hint'}>
      {problem ?? hint}
    </div>
  );
}
