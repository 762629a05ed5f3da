import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';

interface ConfirmInPlaceProps {
  /** The text of the button that asks first. */
  label: string;
  /** Its accessible name, where several buttons on a screen have the same text. */
  name?: string;
  question: string;
  confirm: string;
  onConfirm: () => Promise<void>;
}

/**
 * A button that turns into its own question, where the eye already is; Escape and "Cancel" turn it back. The focus
 * comes back to it as well, unless what was done has taken it away.
 */
export function ConfirmInPlace({ label, name, question, confirm, onConfirm }: ConfirmInPlaceProps) {
  const [step, setStep] = useState<'closed' | 'asking' | 'doing' | 'closed again'>('closed');
  const confirmButton = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (step === 'asking') confirmButton.current?.focus();
    if (step === 'closed again') opener.current?.focus();
  }, [step]);

  if (step === 'closed' || step === 'closed again') {
    return (
      <button key="open" type="button" ref={opener} aria-label={name} onClick={() => setStep('asking')}>
        {label}
      </button>
    );
  }
  const act = async () => {
    if (step === 'doing') return;
    setStep('doing');
    await onConfirm().finally(() => setStep('closed again'));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that repeats the question.
    <div
      key="ask"
      class="confirm"
      role="group"
      aria-label={question}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape' && step === 'asking') {
          event.preventDefault();
          setStep('closed again');
        }
      }}
    >
      <p>{question}</p>
      <div class="row">
        <button
          type="button"
          class="danger"
          ref={confirmButton}
          aria-disabled={step === 'doing'}
          onClick={act}
        >
          {confirm}
        </button>
        <button type="button" onClick={() => setStep('closed again')}>
          {i18n.t('confirm.cancel')}
        </button>
      </div>
    </div>
  );
}
