/** The caller's mistake: becomes a 400 that shows the message. Never holds a secret. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';

  /** @param message what it quotes may be half a character: some parsers refuse JSON that holds one */
  constructor(message: string) {
    super(message.toWellFormed());
  }
}

/** Something we need did not answer as it should; trying again later may help. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Trying again will not help: somebody has to mend the deployment. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured';
}
