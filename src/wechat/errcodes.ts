import { isIP } from 'node:net';
import type { Hint } from '../domain/send-outcome.ts';
import { ERRCODE_ROWS, type ErrcodeRow, UNLISTED } from './errcode-rows.ts';

const rows: ReadonlyMap<number, ErrcodeRow> = new Map(
  ERRCODE_ROWS.map((row) => [row.errcode, row]),
);

/**
 * What an errcode means. One that no row lists is `unknowable`: why is said at `UNLISTED`.
 */
export const errcodeRow = (errcode: number): ErrcodeRow =>
  rows.get(errcode) ?? { errcode, ...UNLISTED };

/** What the reader should do, in both languages, with the IP that WeChat saw filled in. */
export const hintFor = (errcode: number, errmsg: string): Hint => {
  const { hint } = errcodeRow(errcode);
  const ip = readSeenIp(errmsg);
  return {
    zh: hint.zh.replace('{ip}', ip ?? 'errmsg 所示的地址'),
    en: hint.en.replace('{ip}', ip ?? 'the address shown in errmsg'),
  };
};

/**
 * The request id by which WeChat's openapi/rid/get finds a failed call for seven days: `rid: ` and
 * three groups of eight hex digits. Answers of before 2020 carry `hint: [...]` or `hints: [...]`
 * instead, which only WeChat's staff can look up; it is returned when there is no rid.
 */
export const readRid = (errmsg: string): string | undefined =>
  /\brid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})(?![0-9a-z-])/i.exec(errmsg)?.[1] ??
  /\bhints?: ?\[ ?(?:req_id: ?)?([!-Z^-~]{1,64}) ?\]/.exec(errmsg)?.[1];

/**
 * The caller's address as WeChat saw it. 40164 says `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in
 * whitelist`, older answers `invalid ip 1.2.3.4, not in whitelist`, and 61004 `access clientip is not
 * registered requestIP: 1.2.3.4`. An IPv4 address in IPv6 clothes is returned as IPv4.
 */
export const readSeenIp = (errmsg: string): string | undefined => {
  const said = /\b(?:invalid ip|requestip:) ?([0-9a-f.:]{2,45})/i.exec(errmsg)?.[1];
  const address = said?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/\.$/, '');
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
};
