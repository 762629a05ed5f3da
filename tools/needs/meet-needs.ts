import { type Need, needs } from './needs.ts';

/**
 * Makes sure that every program the tests use is there, installing what is missing.
 * @returns one line for each: where it is, or why it could not be had (its tests are skipped then).
 */
export async function* meetNeeds(wanted: readonly Need[] = needs): AsyncGenerator<string> {
  for (const need of wanted) {
    const present = await need.find();
    yield present === undefined ? await install(need) : `${need.name}: ${present}`;
  }
}

async function install(need: Need): Promise<string> {
  const installation = await need.install();
  if (installation.status === 'failed') return `${need.name} could not be installed: ${installation.reason}.`;
  const path = await need.find();
  return path === undefined
    ? `${need.name} was installed but can not be found.`
    : `${need.name}: ${path} (new)`;
}
