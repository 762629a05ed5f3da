import { StartError } from '../errors/start-error.ts';
import { key } from './key.ts';
import { RELEASE } from './release.ts';

/**
 * The format of what this release stores. It is raised with each change that an earlier release could not read, or
 * this one not without moving what is stored up; the driver that has to move something has a step for it.
 *
 * 1. up to 0.1, which did not write it down
 * 2. 0.2: the format is written down; SQLite's table has lost three columns that nothing used
 */
export const FORMAT = 2;

/** Where it is written down. */
export const FORMAT_KEY = key('format');

export const formatText = JSON.stringify({ format: FORMAT, release: RELEASE });

/** What moves a storage from the format before to `to`; done again from the start after a crash, so it may be begun twice. */
export interface FormatStep<Work> {
  readonly to: number;
  readonly run: Work;
}

/**
 * @param text what is stored under {@link FORMAT_KEY}; `null` in a storage that is new or of format 1
 * @returns what has to be done, in order, before {@link formatText} is written; `null` when nothing has to be
 * @throws {StartError} that names the release which wrote it, when the storage's format is newer than this release
 */
export function stepsFrom<Work>(
  text: string | null,
  steps: readonly FormatStep<Work>[],
): readonly FormatStep<Work>[] | null {
  const found: { format: number; release: string } =
    text === null ? { format: 1, release: '0.1' } : JSON.parse(text);
  if (found.format > FORMAT) {
    throw new StartError(
      `The storage was written by Latchkey ${found.release} in format ${found.format}, which this release (${RELEASE}) can not read. ` +
        `Start ${found.release} or a later one, or restore a backup from before the upgrade.`,
    );
  }
  if (found.format === FORMAT) return null;
  return steps.filter(({ to }) => to > found.format).toSorted((a, b) => a.to - b.to);
}
