import { networkInterfaces } from 'node:os';

/** Home and office networks first: the 172 range is mostly containers'. */
const privateRanges = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./];

/** An IPv4 address of this machine that a phone on the same network can reach; undefined without one. */
export const lanAddress = (
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string | undefined => {
  const addresses = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return privateRanges.flatMap((range) => addresses.filter((address) => range.test(address)))[0];
};
