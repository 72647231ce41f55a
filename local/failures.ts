// The failures that a person can do something about. No dependency is imported here: a missing one
// is such a failure itself.

/** Another program listens where we want to. */
export class PortTaken extends Error {
  readonly port: number;
  constructor(port: number, cause: unknown) {
    super(`port ${port} is taken`, { cause });
    this.port = port;
  }
}

/** What is kept on disk cannot be used. */
export class BrokenData extends Error {
  readonly place: string;
  readonly problem: 'not writable' | 'damaged';
  constructor(place: string, problem: 'not writable' | 'damaged', cause?: unknown) {
    super(`${place} is ${problem}`, { cause });
    this.place = place;
    this.problem = problem;
  }
}

/** Another run uses the data folder. */
export class FolderInUse extends Error {
  readonly folder: string;
  readonly pid: number;
  constructor(folder: string, pid: number) {
    super(`${folder} is used by the process ${pid}`);
    this.folder = folder;
    this.pid = pid;
  }
}

/** A function's source does not bundle; the message names the function, the file and the line. */
export class BundlingFailed extends Error {}

/** An option or a variable cannot be used; the message shows it. */
export class BadArgument extends Error {}

/** The package that an error says is not installed, if it says so. */
export const missingPackage = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const named =
    /Cannot find (?:package|module) '([^']+)'/.exec(error.message) ??
    /The package "([^"]+)" could not be found/.exec(error.message) ??
    /(No native build was found)/.exec(error.message);
  const name = named?.[1] === 'No native build was found' ? 'classic-level' : named?.[1];
  return name ?? missingPackage(error.cause);
};
