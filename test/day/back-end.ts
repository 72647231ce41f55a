import type { SeededRandom } from '../model/seeded-random.ts';
import type { Fleet } from './fleet.ts';
import type { Invocation, Job } from './invocation.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Ledger } from './ledger.ts';
import type { VirtualTime } from './virtual-time.ts';

export type BackEnd = ReturnType<typeof backEnd>;

const minuteMs = 60_000;

/** The owner's back end: opens receipts, sends what it has to say, and retries with the same key. */
export const backEnd = (
  {
    time,
    random,
    ledger,
    fleet,
  }: {
    readonly time: VirtualTime;
    readonly random: SeededRandom;
    readonly ledger: Ledger;
    readonly fleet: Fleet;
  },
  endMs: number,
) => {
  let made = 0;

  const newJob = (openid: string, scene: number): Job => {
    made += 1;
    const title = `message ${made}`;
    const job: Job = {
      title,
      key: `key-${made}`,
      openid,
      scene,
      invocations: [],
      delivered: 0,
      isMisjudged: false,
    };
    ledger.creditOf(openid, scene).jobs.push(job);
    return job;
  };

  const trySend = async (job: Job, title = job.title): Promise<Invocation> => {
    const { answered, invocation } = await fleet.request(
      'POST /v1/messages',
      {
        headers: { 'idempotency-key': job.key },
        body: {
          openid: job.openid,
          scene: job.scene,
          title,
          content: '明天上午九点\n一号楼 203',
        },
      },
      job,
    );
    if (answered !== undefined) judgeAnswer(ledger, job, invocation);
    return invocation;
  };

  /** A bug of the back end's own: the key of a message that was sent, with another one. */
  const reuse = async (job: Job): Promise<void> => {
    const { answered } = await trySend(job, `${job.title}!`);
    const { status } = answered ?? { status: 503 };
    ledger.check(
      status === 422 || status === 503 || ledger.erased.has(job.openid),
      () => `the key of ${job.title} with another message was answered with ${status}`,
    );
  };

  /** Until it is told something that another try with the same key would not change. */
  const send = async (job: Job): Promise<void> => {
    for (let tries = 0; tries < 8; tries += 1) {
      const { answered } = await trySend(job);
      const isOver =
        answered !== undefined &&
        answered.status !== 503 &&
        answered.json['code'] !== 'credit_in_flight';
      if (answered?.status === 200 && random.chance(0.03)) await reuse(job);
      if (isOver && !random.chance(0.05)) return;
      const askedMs = Number(answered?.headers['retry-after'] ?? 0) * 1_000;
      const backOffMs = random.between(500, 1_000) * 2 ** tries;
      await time.sleep(Math.max(askedMs, backOffMs));
      if (time.now() > endMs) return;
    }
  };

  const opens = async (receipt: string, openid: string, scene: number): Promise<boolean> => {
    for (let tries = 0; tries < 3; tries += 1) {
      const { answered } = await fleet.request('POST /v1/receipts', { body: { receipt } });
      if (answered?.status === 200) {
        const isSame = answered.json['openid'] === openid && answered.json['scene'] === scene;
        ledger.check(isSame, () => 'a receipt that speaks of another confirm');
        return isSame;
      }
      ledger.check(
        answered === undefined || answered.status === 503,
        () => `a fresh receipt was answered with ${answered?.status}`,
      );
      await time.sleep(random.between(1_000, 5_000));
    }
    return false;
  };

  return {
    newJob,
    trySend,
    /** The page has handed a receipt over. */
    hears: async (receipt: string, openid: string, scene: number): Promise<void> => {
      await time.sleep(random.between(100, 3_000));
      if (!(await opens(receipt, openid, scene)) || random.chance(0.1)) return;
      await time.sleep(
        random.chance(0.5) ? random.between(0, 5_000) : random.between(1, 240) * minuteMs,
      );
      if (time.now() > endMs) return;
      const job = newJob(openid, scene);
      const sends = [send(job)];
      // a queue that delivers twice, or two parts of the back end that do not know of each other
      if (random.chance(0.1)) sends.push(send(job));
      if (random.chance(0.06)) sends.push(send(newJob(openid, scene)));
      await Promise.all(sends);
    },
  };
};
