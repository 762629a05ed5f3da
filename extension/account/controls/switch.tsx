interface SwitchProps {
  label: string;
  on: boolean;
  onToggle: (on: boolean) => void;
}

export function Switch({ label, on, onToggle }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on ? 'true' : 'false'}
      onClick={() => onToggle(!on)}
    >
      <span class="breaks">{label}</span>
    </button>
  );
}
