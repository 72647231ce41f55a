/** Real numbers in [0, 1), like `Math.random`. */
export type Random = () => number;

/**
 * A request id as WeChat prints it, `6aac005a-01bfdbee-79769285`: in published answers the first
 * eight digits are the time in seconds, the rest look random.
 */
export function newRid(nowMs: number, random: Random): string {
  const seconds = Math.floor(nowMs / 1000) % 2 ** 32;
  return [seconds, random() * 2 ** 32, random() * 2 ** 32].map(hex8).join('-');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function randomText(length: number, random: Random): string {
  const pick = () => alphabet.charAt(Math.floor(random() * alphabet.length));
  return Array.from({ length }, pick).join('');
}

function hex8(value: number): string {
  return Math.floor(value).toString(16).padStart(8, '0');
}
