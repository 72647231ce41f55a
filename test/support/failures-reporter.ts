import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';

/**
 * Says at the very end what has failed, each as `FAILED  <name>` with the first lines of its reason
 * indented below: thousands of lines later nobody finds it where it happened, and `.ci/run` says
 * these once more.
 */
export default class FailuresReporter implements Reporter {
  #root = '';

  onInit({ config }: Vitest): void {
    this.#root = config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const failures = [
      ...modules.flatMap(failuresOf),
      ...(unhandled.length > 0 ? [{ name: 'outside of any test', errors: unhandled }] : []),
    ];
    for (const { name, errors } of failures) {
      console.log(
        [`FAILED  ${name}`, ...errors.flatMap((error) => this.#reason(error))].join('\n'),
      );
    }
  }

  /** What it says, what differs, and where. */
  #reason({ name = 'Error', message, diff, stacks = [] }: SerializedError): string[] {
    const [at] = stacks;
    const differing = linesOf(String(diff ?? '')).filter((line) => /^[-+] /.test(line));
    return [
      ...linesOf(`${name}: ${message}`).slice(0, 4),
      ...differing.slice(0, 8),
      ...(at === undefined ? [] : [`at ${relative(this.#root, at.file)}:${at.line}`]),
    ].map((line) => `        ${line.slice(0, 200)}`);
  }
}

const linesOf = (text: string): readonly string[] => stripVTControlCharacters(text).split('\n');

type Failure = { readonly name: string; readonly errors: readonly SerializedError[] };

/** Its tests, and what belongs to none: hooks, and a file that could not be read. */
const failuresOf = (module: TestModule): readonly Failure[] => {
  const { relativeModuleId: file, children } = module;
  return [
    { name: file, errors: module.errors() },
    ...[...children.allSuites()].map((suite) => ({
      name: `${file} > ${suite.fullName}`,
      errors: suite.errors(),
    })),
    ...[...children.allTests('failed')].map((test) => ({
      name: `${file} > ${test.fullName}`,
      errors: test.result().errors ?? [],
    })),
  ].filter(({ errors }) => errors.length > 0);
};
