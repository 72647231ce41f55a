import { randomUUID } from 'node:crypto';

const minuteMs = 60_000;

/** How long until the next full minute: between one millisecond and a minute. */
export const untilNextMinute = (nowMs: number): number => minuteMs - (nowMs % minuteMs);

/** What an EventBridge rule sends its target: docs.aws.amazon.com/eventbridge, "Scheduled Event". */
export const scheduledEvent = (rule: string, nowMs: number) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: new Date(nowMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  region: 'us-east-1',
  resources: [`arn:aws:events:us-east-1:000000000000:rule/${rule}`],
  detail: {},
});

/**
 * The minute rule: at once, so that the first send need not wait for an access_token, then on every
 * full minute until it is stopped.
 */
export const startMinuteRule = (
  run: (event: ReturnType<typeof scheduledEvent>) => void,
  now: () => number = Date.now,
): { readonly stop: () => void } => {
  let timer: NodeJS.Timeout;
  const fire = () => {
    const nowMs = now();
    run(scheduledEvent('refresh-access-token', nowMs));
    timer = setTimeout(fire, untilNextMinute(nowMs));
  };
  fire();
  return { stop: () => clearTimeout(timer) };
};
