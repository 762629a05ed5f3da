export interface Failure {
  readonly name: string;
  readonly message: string;
}

export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** What one runner came to; also the form in which a runner's results are handed over in a file. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly Failure[];
  readonly skipped: readonly Skip[];
}

export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** On a build machine a test that was skipped is a promise that nobody checked. */
export function forbidSkips(tally: Tally): Tally {
  const unchecked = tally.skipped.map(({ name, reason }) => ({
    name,
    message: `skipped where every test must run: ${reason}`,
  }));
  return { ...tally, failed: [...tally.failed, ...unchecked], skipped: [] };
}

/** The report at the end: what was skipped and why, what failed, and the count as its last line. */
export function summary({ passed, failed, skipped }: Tally): string {
  const skips = skipped.map(({ name, reason }) => `SKIPPED ${name}: ${reason}`);
  const failures = failed.map(({ name, message }) => `FAILED ${name}\n${indent(message)}`);
  const counts = `${passed} passed, ${failed.length} failed`;
  return [...skips, ...failures, skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts].join(
    '\n',
  );
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
