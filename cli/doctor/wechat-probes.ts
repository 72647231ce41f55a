import type { StageConfig } from '../../lib/config.ts';
import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';
import { wechatHttp } from '../../src/wechat/http.ts';
import { type Quota, quotaOfSends } from '../../src/wechat/quota.ts';
import type { DryLink, VerificationFile, WechatAnswer } from './facts.ts';

const timeoutMs = 10_000;
/** The confirm page is for WeChat's own browser. */
const userAgent =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50';

export const askQuota = async (
  { wechat }: Pick<StageConfig, 'wechat'>,
  accessToken: string,
  now: () => number,
): Promise<WechatAnswer<Quota>> => {
  const answer = await quotaOfSends(wechatHttp(wechat.apiUrls, now))(accessToken);
  switch (answer.status) {
    case 'answered':
      return { status: 'answered', value: answer.quota };
    case 'refused': {
      const { errcode, errmsg = '', hint } = answer.said;
      return { status: 'refused', errcode, errmsg, hint };
    }
    case 'unreachable':
      return answer;
  }
};

/** Where WeChat looks for them: at the root of the host that users come back to. */
export const fetchVerificationFiles = (
  config: StageConfig,
): Promise<readonly VerificationFile[]> => {
  const places =
    config.publicBaseUrl === undefined
      ? Object.values(config.returnTargets)
      : [config.publicBaseUrl];
  const origins = [...new Set(places.map((place) => new URL(place).origin))];
  const files = Object.entries(config.verificationFiles);
  return Promise.all(
    origins.flatMap((origin) =>
      files.map(([name, content]) => fetchFile(`${origin}/${name}`, content)),
    ),
  );
};

const fetchFile = async (url: string, content: string): Promise<VerificationFile> => {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { signal, redirect: 'manual' });
    if (response.status !== 200) return { url, result: `HTTP ${response.status}` };
    const isSame = (await response.text()).trim() === content.trim();
    return { url, result: isSame ? 'same' : 'other_content' };
  } catch {
    return { url, result: 'unreachable' };
  }
};

/** Reads a confirm link, and the page behind it as far as it can be seen without a phone. */
export const openDryLink = async (confirmLink: string): Promise<DryLink> => {
  const { searchParams } = new URL(confirmLink);
  const appid = searchParams.get('appid');
  const templateId = searchParams.get('template_id');
  try {
    const response = await fetch(confirmLink, {
      headers: { 'user-agent': userAgent },
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
    });
    const page = await response.text();
    const error = CONFIRM_PAGE_ERRORS.find(({ title }) => page.includes(title));
    return { appid, templateId, page: error ?? 'shows_nothing_wrong' };
  } catch {
    return { appid, templateId, page: 'unreachable' };
  }
};
