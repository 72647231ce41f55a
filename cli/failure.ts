import type { Text } from './text.ts';

/** What a process ends with; `docs/cli.md` says the same. */
export const exitCodes = {
  ok: 0,
  /** It did not work, or what was looked at is wrong. */
  failed: 1,
  /** The command line, or an answer that was asked for, cannot be used. */
  usage: 2,
  /** What was asked about is not there, or cannot be told. */
  notFound: 3,
  /** Ended by Ctrl-C in a question, as a shell counts it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * A failure that the operator can do something about: its text says what. Never holds a secret or an
 * openid.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly text: Text;
  readonly exitCode: ExitCode;
  /** For `--json`, beside code and message. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    text: Text,
    {
      exitCode = exitCodes.failed,
      facts = {},
    }: { exitCode?: ExitCode; facts?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(text.en);
    this.code = code;
    this.text = text;
    this.exitCode = exitCode;
    this.facts = facts;
  }
}

export const usageFailure = (text: Text): Failure =>
  new Failure('usage', text, { exitCode: exitCodes.usage });
