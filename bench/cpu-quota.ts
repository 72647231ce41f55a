import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Skipped } from './results.ts';

/** Lambda gives a function one core at this memory, and its share of one below. */
const wholeCoreMb = 1_769;
const periodMicroseconds = 20_000;

export type CpuQuota = {
  /** A process whose id is written into its `cgroup.procs` has the quota. */
  readonly group: string;
  readonly remove: () => void;
};

/** A cgroup with the CPU that Lambda gives to so much memory; else why there is none. */
export const cpuQuota = (memoryMb: number): CpuQuota | Skipped => {
  const quota = Math.round((periodMicroseconds * memoryMb) / wholeCoreMb);
  const name = `yici-bench-${process.pid}`;
  try {
    return isSecondVersion() ? second(name, quota) : first(name, quota);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { skipped: `no CPU quota can be set here (${reason})` };
  }
};

const secondRoot = '/sys/fs/cgroup';
const firstRoot = '/sys/fs/cgroup/cpu';

const isSecondVersion = (): boolean => {
  const controllers = join(secondRoot, 'cgroup.controllers');
  return existsSync(controllers) && readFileSync(controllers, 'utf8').includes('cpu');
};

const second = (name: string, quota: number): CpuQuota => {
  writeFileSync(join(secondRoot, 'cgroup.subtree_control'), '+cpu');
  return made(join(secondRoot, name), { 'cpu.max': `${quota} ${periodMicroseconds}` });
};

const first = (name: string, quota: number): CpuQuota => {
  if (!existsSync(firstRoot)) throw new Error('no cpu controller');
  return made(join(firstRoot, name), {
    'cpu.cfs_period_us': String(periodMicroseconds),
    'cpu.cfs_quota_us': String(quota),
  });
};

const made = (group: string, settings: Readonly<Record<string, string>>): CpuQuota => {
  mkdirSync(group);
  const remove = () => rmdirSync(group);
  try {
    for (const [file, value] of Object.entries(settings)) writeFileSync(join(group, file), value);
    return { group, remove };
  } catch (error) {
    remove();
    throw error;
  }
};
