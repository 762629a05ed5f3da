import type { Child } from 'hono/jsx';
import type { RefObject } from 'hono/jsx/dom';

interface SectionProps {
  id: string;
  heading: string;
  intro?: string;
  /** For who puts the focus on the heading when what had it is gone. */
  headingRef?: RefObject<HTMLHeadingElement | null>;
  children?: Child;
}

/** A part of the page that an address can point at. */
export function Section({ id, heading, intro, headingRef, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`} class="stack">
      <h2 id={`${id}-heading`} ref={headingRef ?? null} tabIndex={headingRef ? -1 : undefined}>
        {heading}
      </h2>
      {intro ? <p class="quiet">{intro}</p> : null}
      {children}
    </section>
  );
}
