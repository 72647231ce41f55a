// An open loop: requests leave at their times whether or not earlier ones were answered, and each
// is timed from when it was due. A closed loop would wait with a slow server and call it fast.
import { Agent, request } from 'node:http';
import { quantile } from '../statistics.ts';

export type Request = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Held = {
  readonly answeredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** No answer, an answer of 400 or more, or never sent because too many were waiting. */
  readonly errors: number;
};

const mostWaiting = 1_000;
const tickMs = 2;

/** Sends `requests` at so many a second and waits for all answers. */
export const hold = async (requests: readonly Request[], perSecond: number): Promise<Held> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  const started = performance.now();
  let errors = 0;
  let waiting = 0;

  const send = (one: Request, dueMs: number) => {
    if (waiting >= mostWaiting) {
      errors += 1;
      return;
    }
    waiting += 1;
    answers.push(
      exchange(agent, one).then((status) => {
        waiting -= 1;
        if (status === undefined || status >= 400) errors += 1;
        else latencies.push(performance.now() - dueMs);
      }),
    );
  };

  for (let next = 0; next < requests.length; ) {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond) + 1;
    for (; next < Math.min(due, requests.length); next += 1) {
      const one = requests[next];
      if (one !== undefined) send(one, started + (next / perSecond) * 1_000);
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  await Promise.all(answers);
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return {
    answeredPerSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    errors,
  };
};

/** @returns the status; undefined when there was no answer within ten seconds */
const exchange = (agent: Agent, { method, url, headers, body }: Request) =>
  new Promise<number | undefined>((resolve) => {
    const sent = request(url, { agent, method, headers, timeout: 10_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
      response.once('error', () => resolve(undefined));
    });
    sent.once('timeout', () => sent.destroy());
    sent.once('error', () => resolve(undefined));
    sent.end(body);
  });
