import type { Reporter, TestModule } from 'vitest/node';

const everyMs = 20_000;

/** Says every 20 seconds how far a run is: a file is reported when it is done, and some take minutes. */
export default class ProgressReporter implements Reporter {
  #files = 0;
  #done = 0;
  readonly #running = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length;
    this.#timer = setInterval(() => this.#say(), everyMs).unref();
  }

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    this.#running.set(relativeModuleId, Date.now());
  }

  onTestModuleEnd({ relativeModuleId }: TestModule): void {
    this.#running.delete(relativeModuleId);
    this.#done += 1;
  }

  onTestRunEnd(): void {
    clearInterval(this.#timer);
  }

  #say(): void {
    const now = [...this.#running].map(
      ([file, startedMs]) => `${file} (${Math.round((Date.now() - startedMs) / 1000)} s)`,
    );
    process.stderr.write(`progress: ${this.#done} of ${this.#files} files; ${now.join(', ')}\n`);
  }
}
