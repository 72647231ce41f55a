import type { Text } from '../text.ts';
import { see } from '../words/doctor.ts';
import { gatewayWords } from '../words/service.ts';
import { spanWords } from '../words/token.ts';
import type { Facts, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

export const judgeTable = (facts: Facts): Line => {
  const check = 'table';
  const { table } = facts;
  if (table.status === 'found') {
    return { check, status: 'ok', finding: { zh: '读得到', en: 'reachable' } };
  }
  const isMissing = ['not_there', 'no_table', 'not_deployed'].includes(table.failure.code);
  return isMissing
    ? { check, status: 'wrong', finding: table.failure.text }
    : cannotLook(check, table, facts);
};

export const judgeHealth = (facts: Facts): Line => {
  const check = 'health';
  const { health, serviceUrl } = facts;
  if (serviceUrl.status === 'failed') return cannotLook(check, serviceUrl, facts, see('service'));
  if (health.status === 'failed') {
    const { code, text } = health.failure;
    return code === 'service_unreachable'
      ? { check, status: 'wrong', finding: text }
      : cannotLook(check, health, facts);
  }
  const { status, body } = health.value;
  if (status === 200) {
    const finding: Text = { zh: '现在可以发消息', en: 'a message could be sent now' };
    return { check, status: 'ok', finding };
  }
  if (body['status'] !== 'degraded') {
    return { check, status: 'wrong', finding: gatewayWords(status) };
  }
  const { accessToken, creditTable } = body;
  const fresh =
    accessToken !== null &&
    typeof accessToken === 'object' &&
    'fresh' in accessToken &&
    accessToken.fresh === true;
  return {
    check,
    status: 'wrong',
    finding: {
      zh: `函数说现在发不出：access_token ${fresh ? '可用' : '不可用'}，机会表 ${creditTable === 'reachable' ? '读得到' : '读不到'}`,
      en: `the function says that nothing can be sent now: access_token ${fresh ? 'usable' : 'not usable'}, table ${creditTable}`,
    },
    todo: {
      zh: '看“access_token”和“机会表”两行，以及这两个函数的日志。',
      en: 'See the lines access-token and table, and the logs of those functions.',
    },
  };
};

/** SigV4 is refused at five minutes; leases and links are told wrong long before. */
const mostSkewMs = 30_000;

export const judgeClock = ({ clockSkewMs }: Facts): Line => {
  const check = 'clock';
  if (clockSkewMs === undefined) {
    const finding = {
      zh: '服务没有应答，无从比较',
      en: 'the service gave no time to compare with',
    };
    return { check, status: 'cannot_tell', finding };
  }
  if (Math.abs(clockSkewMs) <= mostSkewMs) {
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    const finding = { zh: `与服务相差 ${seconds} 秒`, en: `within ${seconds} s of the service's` };
    return { check, status: 'ok', finding };
  }
  const span = spanWords(Math.round(Math.abs(clockSkewMs) / 1000));
  const isBehind = clockSkewMs > 0;
  return {
    check,
    status: 'wrong',
    finding: {
      zh: `这台机器的时钟${isBehind ? '慢' : '快'}了 ${span.zh}`,
      en: `this machine's clock is ${span.en} ${isBehind ? 'behind' : 'ahead'}`,
    },
    todo: { zh: '校准时钟（NTP）。', en: 'Set the clock (NTP).' },
  };
};

/** For a stage whose configuration cannot be read: there is nothing else to look at. */
export const noConfiguration = (text: Text): Line => ({
  check: 'configuration',
  status: 'wrong',
  finding: text,
  todo: { zh: '见 docs/deploy.zh-CN.md。', en: 'See docs/deploy.md.' },
});
