import type { Child } from 'hono/jsx';

interface SectionProps {
  id: string;
  heading: string;
  intro?: string;
  children?: Child;
}

/** A part of the page that an address can point at. */
export function Section({ id, heading, intro, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`} class="stack">
      <h2 id={`${id}-heading`}>{heading}</h2>
      {intro ? <p class="quiet">{intro}</p> : null}
      {children}
    </section>
  );
}
