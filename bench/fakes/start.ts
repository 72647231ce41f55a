import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Service } from './answers.ts';
import type { Certificate } from './certificate.ts';

export type Counts = {
  /** By `x-amz-target`, or by path where there is none. */
  readonly calls: Readonly<Record<string, number>>;
  /** Connections accepted. */
  readonly sockets: Readonly<Record<string, number>>;
};

export type FakesMessage =
  | { readonly kind: 'listening'; readonly urls: Readonly<Record<Service, string>> }
  | ({ readonly kind: 'counts' } & Counts);

export type Fakes = {
  readonly urls: Readonly<Record<Service, string>>;
  /** Since the start. */
  readonly counts: () => Promise<Counts>;
  readonly close: () => Promise<void>;
};

/** @param certificate with it they speak TLS */
export const startFakes = async (certificate?: Certificate): Promise<Fakes> => {
  const child = fork(
    new URL('./main.ts', import.meta.url),
    certificate === undefined ? [] : [certificate.keyFile, certificate.certificateFile],
    { env: {}, execArgv: [] },
  );
  const first = await next(child);
  if (first.kind !== 'listening') throw new Error('the fakes did not say where they listen');
  return {
    urls: first.urls,
    counts: async () => {
      child.send('counts');
      const message = await next(child);
      if (message.kind !== 'counts') throw new Error('the fakes did not say what they counted');
      return message;
    },
    close: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};

const next = async (child: ChildProcess): Promise<FakesMessage> => {
  const [message] = await once(child, 'message');
  return message as FakesMessage;
};
