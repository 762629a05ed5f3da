import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { repositoryRoot } from '../repository.ts';
import type { Failure, Skip, Tally } from './tally.ts';

/** A vitest reporter that leaves a {@link Tally} in the file named by LATCHKEY_TEST_RESULTS. */
export default class CollectResults implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Promise<void> {
    const file = process.env.LATCHKEY_TEST_RESULTS;
    if (file === undefined) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const tally: Tally = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: [...tests.flatMap(failure), ...modules.flatMap(brokenModule), ...unhandled.map(unhandledError)],
      skipped: tests.flatMap(skip),
    };
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(tally));
  }
}

function failure(test: TestCase): Failure[] {
  const result = test.result();
  if (result.state !== 'failed') return [];
  return [{ name: nameOf(test), message: messages(result.errors) }];
}

function skip(test: TestCase): Skip[] {
  const result = test.result();
  if (result.state !== 'skipped') return [];
  return [{ name: nameOf(test), reason: result.note ?? 'no reason was given' }];
}

/** A file that throws before its tests, or in a hook around them. */
function brokenModule(module: TestModule): Failure[] {
  const suites = [module, ...module.children.allSuites()];
  return suites
    .filter((suite) => suite.errors().length > 0)
    .map((suite) => ({ name: pathOf(module), message: messages(suite.errors()) }));
}

function unhandledError(error: SerializedError): Failure {
  return { name: 'an error that no test caught', message: messages([error]) };
}

const nameOf = (test: TestCase) => `${pathOf(test.module)} > ${test.fullName}`;
const pathOf = (module: TestModule) => relative(repositoryRoot, module.moduleId);

function messages(errors: readonly { message?: string; stack?: string }[]): string {
  return errors
    .map(({ message, stack }) => stripVTControlCharacters(stack ?? message ?? 'no message'))
    .join('\n');
}
