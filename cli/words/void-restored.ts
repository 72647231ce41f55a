import type { VoidedPage } from '../restored-credits.ts';
import { counted, type Text } from '../text.ts';

export const voidRestoredWords = {
  summary: {
    zh: '从备份恢复机会表之后：把其中仍可用的机会作废，等用户重新确认',
    en: 'after a restore of the credits table: void what it shows as available, until it is confirmed again',
  },
  details: {
    zh: '那一刻还可用的机会，后来可能已经用掉，恢复出来的表不知道。那一刻之后的确认会保留。用你的 AWS 凭证读整张表并写入（dynamodb:Scan、UpdateItem）；中断了再运行一次就行。先加 --dry-run 看数量。步骤见 docs/upgrade.md。',
    en: 'A credit that was available at that moment may have been spent since, and the restored table does not know. Confirms made after that moment are kept. Reads the whole table and writes to it with your AWS credentials (dynamodb:Scan, UpdateItem); broken off, run it again. Look at the numbers first with --dry-run. The steps are in docs/upgrade.md.',
  },
  table: { zh: '恢复出来的表', en: 'the restored table' },
  restoredTo: {
    zh: '恢复到的那一刻，如 2026-11-23T08:00:00Z',
    en: 'the moment it was restored to, such as 2026-11-23T08:00:00Z',
  },
  pageSize: {
    zh: '每次读几条；表大时用小一点的数减轻压力',
    en: 'items read at a time; fewer are gentler on a busy table',
  },
  dryRun: { zh: '只数，不写', en: 'count only, write nothing' },
  yes: { zh: '不再询问', en: 'do not ask' },
  missing: {
    zh: '要写明 --table 和 --restored-to。',
    en: 'Both --table and --restored-to must be given.',
  },
  time: {
    zh: '--restored-to 要写过去的一个时刻，UTC，如 2026-11-23T08:00:00Z。',
    en: '--restored-to must be a moment in the past, in UTC, such as 2026-11-23T08:00:00Z.',
  },
  question: (table: string, restoredTo: string): Text => ({
    zh: `把表 ${table} 里 ${restoredTo} 及以前确认、仍可用的机会全部作废，不能恢复。确定吗？`,
    en: `Void every credit of ${table} that was confirmed at ${restoredTo} or before and is still available? It cannot be taken back.`,
  }),
  progress: ({ scanned, voided }: VoidedPage, total: number | undefined): Text => ({
    zh: `已读 ${scanned} 条${total ? `，共约 ${Math.max(total, scanned)} 条` : ''}，作废 ${voided} 条`,
    en: `read ${counted(scanned, 'item')}${total ? ` of about ${Math.max(total, scanned)}` : ''}, voided ${voided}`,
  }),
  sum: ({ scanned, voided, kept }: VoidedPage, dryRun: boolean): Text =>
    dryRun
      ? {
          zh: `读了 ${scanned} 条：会作废 ${voided} 条，保留 ${kept} 条（之后又确认过）。什么也没有写。`,
          en: `Read ${counted(scanned, 'item')}: ${voided} would be voided, ${kept} kept (confirmed since). Nothing was written.`,
        }
      : {
          zh: `读了 ${scanned} 条：作废 ${voided} 条，保留 ${kept} 条（之后又确认过）。`,
          en: `Read ${counted(scanned, 'item')}: voided ${voided}, kept ${kept} (confirmed since).`,
        },
} as const;
