import { InvalidInput } from './errors.ts';

/** What the redirect door carries through WeChat in the path of redirect_url. */
export type PathState = {
  /** The name of a configured return target. */
  readonly returnName: string;
  /** The caller's own words, returned as they are. At most 256 bytes. */
  readonly callerState: string | undefined;
};

const callerStateBytes = 256;

/** @throws InvalidInput when it is longer than 256 bytes or holds a lone surrogate. */
export const parseCallerState = (value: string): string => {
  if (!value.isWellFormed()) throw new InvalidInput('state must be well-formed Unicode');
  const bytes = Buffer.byteLength(value);
  if (bytes > callerStateBytes) {
    throw new InvalidInput(
      `state must be at most ${callerStateBytes} bytes of UTF-8, got ${bytes}`,
    );
  }
  return value;
};

/** One path segment, base64url: nothing shows that a query of redirect_url would survive. */
export const encodePathState = ({ returnName, callerState }: PathState): string =>
  Buffer.from(callerState === undefined ? returnName : `${returnName}:${callerState}`).toString(
    'base64url',
  );

/** Only for a segment whose seal has been checked: it is ours, so it is well-formed. */
export const decodePathState = (segment: string): PathState => {
  const text = Buffer.from(segment, 'base64url').toString();
  const colon = text.indexOf(':');
  return colon === -1
    ? { returnName: text, callerState: undefined }
    : { returnName: text.slice(0, colon), callerState: text.slice(colon + 1) };
};
