import { expect, test } from 'vitest';
import { scheduledEvent, startMinuteRule, untilNextMinute } from '../../local/schedule.ts';

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);

test('the rule runs at once', () => {
  const times: string[] = [];

  const rule = startMinuteRule(
    (event) => times.push(event.time),
    () => at('08:05:30'),
  );
  rule.stop();

  expect(times).toEqual(['2026-11-23T08:05:30Z']);
});

test.each([
  ['08:05:30', 30_000],
  ['08:05:59.999', 1],
  ['08:05:00', 60_000],
])('at %s it next runs on the full minute', (time, waitMs) => {
  expect(untilNextMinute(at(time))).toBe(waitMs);
});

test('its event is the one that EventBridge sends', () => {
  expect(scheduledEvent('refresh-access-token', at('08:05:00'))).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2026-11-23T08:05:00Z',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/refresh-access-token'],
    detail: {},
  });
});
