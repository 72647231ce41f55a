import * as v from 'valibot';
import { appidForm, appidPattern } from '../../src/appid.ts';
import { contentCharacters, countCharacters, titleCharacters } from '../../src/domain/message.ts';
import * as field from '../../src/entry/fields.ts';

export type MessageRules = {
  /** Hosts, with or without a port, that `url` may point to; empty: any. */
  readonly urlHosts: readonly string[];
  readonly allowHttpUrl: boolean;
};

const isControl = (character: string): boolean => character < ' ' || character === '\u007f';

const words = (most: number, allowed: string) =>
  v.pipe(
    field.unicode,
    v.check((value) => value.trim() !== '', 'must not be empty'),
    v.check(
      (value) => countCharacters(value) <= most,
      ({ input }) => `must be at most ${most} characters, got ${countCharacters(input)}`,
    ),
    v.check(
      (value) => [...value].every((one) => !isControl(one) || allowed.includes(one)),
      allowed === ''
        ? 'must hold no control characters'
        : 'must hold no control characters but line feeds',
    ),
  );

/** What `URL` would mend (a slash too few, a backslash, a space) others read as another host. */
const needsNoMending = /^https?:\/\/[^/\\\s][^\\\s]*$/i;

const link = ({ urlHosts, allowHttpUrl }: MessageRules) =>
  v.pipe(
    field.text(2_048),
    v.check(
      (value) => {
        const url = URL.canParse(value) ? new URL(value) : undefined;
        if (url === undefined || url.username !== '' || url.password !== '') return false;
        if (!needsNoMending.test(value) || [...value].some(isControl)) return false;
        return url.protocol === 'https:' || (allowHttpUrl && url.protocol === 'http:');
      },
      `must be an ${allowHttpUrl ? 'http or https' : 'https'} URL`,
    ),
    v.check(
      (value) => urlHosts.length === 0 || isOneOf(urlHosts, new URL(value)),
      `must point to one of ${urlHosts.join(', ')}`,
    ),
  );

/** A host named without a port stands for all of them. */
const isOneOf = (hosts: readonly string[], { host, hostname }: URL): boolean =>
  hosts.includes(host) || hosts.includes(hostname);

/** `POST /v1/messages` */
export const messageRequest = (rules: MessageRules) =>
  field.object({
    openid: field.openid,
    scene: field.scene,
    title: words(titleCharacters, ''),
    content: words(contentCharacters, '\n'),
    color: v.optional(
      v.pipe(field.string, v.regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour such as #07C160')),
    ),
    url: v.optional(link(rules)),
    miniprogram: v.optional(
      field.object({
        appid: v.pipe(field.string, v.regex(appidPattern, `must be ${appidForm}`)),
        pagepath: v.pipe(
          field.text(1_024),
          v.check((value) => value !== '', 'must not be empty'),
        ),
      }),
    ),
  });
