import { isUsable } from '../../src/domain/access-token.ts';
import { readSeenIp } from '../../src/wechat/errcodes.ts';
import type { Text } from '../text.ts';
import { see } from '../words/doctor.ts';
import { spanWords } from '../words/token.ts';
import type { Facts, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

/**
 * Whether WeChat takes calls from where the functions are. From here that shows only in the token
 * that they fetched; a call from this machine tells of this machine.
 */
export const judgeAllowList = (facts: Facts): Line => {
  const check = 'allow-list';
  const { secretCheck, config, accessToken } = facts;
  const here = refusedHere(facts);
  const place = placeOf(facts);
  const fetched = fetchedAgo(facts);
  if (fetched !== undefined) {
    const line: Line = {
      check,
      status: 'ok',
      finding: {
        zh: `微信接受函数从${place.zh}的调用（${fetched.zh}前取到 token）${here === undefined ? '' : `；不接受这台机器（${here}），不影响发送`}`,
        en: `WeChat takes the functions' calls from ${place.en} (they fetched the token ${fetched.en} ago)${here === undefined ? '' : `; it refuses this machine (${here}), which does not matter`}`,
      },
    };
    return changes(facts) ? { ...line, todo: fixIt } : line;
  }
  if (config.token.source === 'external') {
    const finding = {
      zh: `由 token 服务取 token，这里看不到；发送从${place.zh}出去`,
      en: `a token service of your own fetches the token; sends go out from ${place.en}`,
    };
    return { check, status: 'cannot_tell', finding };
  }
  if (accessToken.status === 'failed') {
    return cannotLook(check, accessToken, facts, see('access-token'));
  }
  const todo = changes(facts) ? fixIt : listIt(facts);
  if (here !== undefined) {
    return {
      check,
      status: 'wrong',
      finding: {
        zh: `微信不接受这台机器（${here}），函数（从${place.zh}出去）也还没有取到 token`,
        en: `WeChat refuses this machine (${here}), and the functions, which call from ${place.en}, have fetched no token yet`,
      },
      todo,
    };
  }
  const reason: Text =
    secretCheck?.status === 'accepted'
      ? { zh: '微信接受这台机器的调用', en: 'WeChat takes calls from this machine' }
      : secretCheck?.status === 'unreachable'
        ? { zh: '从这台机器连不上微信', en: 'WeChat cannot be reached from this machine' }
        : { zh: '微信没有说到出口 IP', en: 'WeChat said nothing of the address' };
  return {
    check,
    status: 'cannot_tell',
    finding: {
      zh: `${reason.zh}；函数（从${place.zh}出去）还没有取到 token`,
      en: `${reason.en}; the functions, which call from ${place.en}, have fetched no token yet`,
    },
    todo,
  };
};

/** Where the functions' calls come from, as WeChat sees it. */
const placeOf = ({ fixedAddress, config, isLocal }: Facts): Text => {
  if (isLocal) return { zh: '本机', en: 'this machine' };
  if (fixedAddress.status === 'failed') return { zh: '看不到的地址', en: 'an address not seen' };
  if (fixedAddress.value !== undefined) {
    return { zh: ` ${fixedAddress.value} `, en: fixedAddress.value };
  }
  return config.egress.type === 'existing-vpc'
    ? { zh: '你的 VPC 的地址', en: "your VPC's address" }
    : { zh: '会变的 AWS 地址', en: 'addresses of AWS that change' };
};

/** A token may be fetched from an address that is not theirs the next time. */
const changes = ({ config, isLocal }: Facts): boolean => config.egress.type === 'none' && !isLocal;

const fixIt: Text = {
  zh: 'egress 是 none，函数的地址会变，随时可能遇到 40164：给它一个固定地址（docs/deploy.zh-CN.md“出口”）。',
  en: 'egress is none, so their address changes and 40164 may come at any time: give them a fixed one (docs/deploy.md, the way out).',
};

const listIt = ({ fixedAddress }: Facts): Text =>
  fixedAddress.status === 'found' && fixedAddress.value !== undefined
    ? {
        zh: `把 ${fixedAddress.value} 加入 IP 白名单，一两分钟后再看；要在这台机器上核对，就把这台的也加入。`,
        en: `Put ${fixedAddress.value} on the IP allow-list and look again after a minute or two; to check from this machine, put this one's there too.`,
      }
    : {
        zh: '把函数的出口 IP 加入 IP 白名单（它在 refresh-access-token 日志的 40164 里）；要在这台机器上核对，就把这台的也加入。',
        en: "Put the functions' address on the IP allow-list (it is in the 40164 of refresh-access-token's log); to check from this machine, put this one's there too.",
      };

/** This machine's address, when WeChat refuses it. */
const refusedHere = ({ secretCheck, quota }: Facts): string | undefined => {
  const refusal = [secretCheck, quota].find(
    (answer) => answer !== undefined && 'errcode' in answer && isAboutAddress(answer.errcode),
  );
  return refusal !== undefined && 'errmsg' in refusal
    ? (readSeenIp(refusal.errmsg) ?? '?')
    : undefined;
};

const isAboutAddress = (errcode: number): boolean => errcode === 40164 || errcode === 61004;

/** Undefined unless the token that is stored is in use and the refresher's own. */
const fetchedAgo = ({ accessToken, nowMs, config }: Facts): Text | undefined => {
  if (accessToken.status === 'failed' || config.token.source === 'external') return undefined;
  const { value: token } = accessToken;
  if (token === undefined || token.fetchedAtMs === 0 || !isUsable(token, nowMs)) return undefined;
  return spanWords(Math.max(0, Math.floor((nowMs - token.fetchedAtMs) / 1000)));
};
