/** One step of the tour: what happens, what it proves, and what was seen, which is thrown away when it throws. */
export type Step = (title: string, proves: string, act: () => Promise<readonly string[]>) => Promise<void>;

/** Runs each step and says how it went, one after the other. */
export function narrator(say: (line: string) => void): Step {
  let number = 0;
  return async (title, proves, act) => {
    number += 1;
    say(`\n${String(number).padStart(2)}  ${title}`);
    const seen = await act().catch((error: unknown) => {
      say(`    NOT SO  ${proves}`);
      throw error;
    });
    say(`    proves  ${proves}`);
    for (const line of seen) say(`    seen    ${line}`);
  };
}
