import { counted, type Text } from '../text.ts';
import type { UnknownSend } from '../unknown-credits.ts';

const reasons: Readonly<Record<UnknownSend['reason'], Text>> = {
  unknown: { zh: '微信没有给出可用的回答', en: 'WeChat gave no answer that tells' },
  no_word: { zh: '发送进程没有留下结果', en: 'the sending process left no word' },
};

export const unknownWords = {
  summary: {
    zh: '找出全部结果不明的发送',
    en: 'find every send whose outcome nobody knows',
  },
  details: {
    zh: '用你的 AWS 凭证读整张机会表（需要 dynamodb:Scan），按读取量计费；会显示 openid。',
    en: 'Reads the whole credits table with your AWS credentials (dynamodb:Scan), charged by what it reads; shows openids.',
  },
  pageSize: {
    zh: '每次读几条；表大时用小一点的数减轻压力',
    en: 'items read at a time; fewer are gentler on a busy table',
  },
  progress: (scanned: number, total: number | undefined, found: number): Text => ({
    zh: `已读 ${scanned} 条${total ? `，共约 ${Math.max(total, scanned)} 条` : ''}，找到 ${found} 条`,
    en: `read ${counted(scanned, 'item')}${total ? ` of about ${Math.max(total, scanned)}` : ''}, found ${found}`,
  }),
  line: ({ openid, scene, sendId, reason, state, claimedAt = '?' }: UnknownSend): Text => {
    const head = `${openid}  scene ${scene}  sendId ${sendId}  claimedAt ${claimedAt}`;
    const again = state === 'available';
    const { zh, en } = reasons[reason];
    return {
      zh: `${head}  ${zh}${again ? '；用户已重新确认，可以再发' : ''}`,
      en: `${head}  ${en}${again ? '; the user has confirmed again, so a message can be sent' : ''}`,
    };
  },
  sum: (found: number, scanned: number): Text => ({
    zh: `读了 ${scanned} 条，结果不明的有 ${found} 条。`,
    en: `Read ${counted(scanned, 'item')}, ${found} with an unknown outcome.`,
  }),
  next: {
    zh: '问清楚用户收到没有，然后：resolve <openid> <scene> <sendId> --delivered 或 --not-delivered',
    en: 'Find out whether the user has it, then: resolve <openid> <scene> <sendId> --delivered or --not-delivered',
  },
};
