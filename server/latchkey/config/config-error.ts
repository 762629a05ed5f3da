import { StartError } from '../errors/start-error.ts';

/** One setting that can not be used: what was found under which key, and what is accepted there. */
export interface ConfigProblem {
  readonly key: string;
  /** As it may be shown: secrets and passwords inside it are left out. */
  readonly value: string;
  readonly accepted: string;
}

/**
 * The environment can not be used. Thrown once, at start, with every problem found; the message has one line for
 * each, made to be printed as it is.
 */
export class ConfigError extends StartError {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ key, value, accepted }) => `${key}=${value} is refused: ${accepted}`).join('\n'));
    this.problems = problems;
  }
}
