import { type Environment, loadConfig } from './load-config.ts';
import { type Config, settings } from './settings.ts';

/**
 * Settings by their names here, each written as in the environment; a list may be one. What is not given is from the
 * environment.
 */
export type GivenSettings = {
  readonly [Name in keyof Config]?: string | number | readonly string[];
};

const names = Object.keys(settings) as (keyof Config)[];

const isWhole = (given: Config | GivenSettings): given is Config =>
  names.every((name) => given[name] !== undefined);

/** @throws ConfigError with every problem found, by the names of the environment */
export function configFrom(given: Config | GivenSettings, environment: Environment): Config {
  if (isWhole(given)) return given;
  const texts = names.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[settings[name].key, String(value)] as const];
  });
  return loadConfig({ ...environment, ...Object.fromEntries(texts) });
}
