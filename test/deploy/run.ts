// `npm run test:deploy`: deploys the real stack by CDK to an AWS emulator that enforces IAM (or,
// with `-- --stage <name>`, to AWS), and runs the flow suite over its HTTP API with the simulator
// as WeChat. Ends with one line of counts. docs/testing.md says what it proves and what it cannot.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSimulator } from '../../local/wechat-simulator/simulator.ts';
import { path } from './cdk.ts';
import { findPython, installEmulator, startEmulator } from './emulator.ts';
import { createProcesses } from './processes.ts';
import { realWorld } from './real-world.ts';
import { Abandoned, createReport } from './report.ts';
import { emulatedStage, simulatedAccount, testedStage } from './stage.ts';
import type { World } from './stage-under-test.ts';
import { testStage } from './test-stage.ts';

const usage = `npm run test:deploy                      on an emulator on this machine
npm run test:deploy -- --stage <name>    on AWS, with the shell's credentials: a stage of
                                         yici.config.ts (or YICI_CONFIG) that is disposable
  --verbose                              what CDK and pip say as well`;

const wholeRunMs = 45 * 60_000;

const { values } = parseArgs({
  options: {
    stage: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const report = createReport(console.log, Date.now);
const processes = createProcesses();
const folder = mkdtempSync(join(tmpdir(), 'yici-deploy-'));
const closers: (() => Promise<unknown>)[] = [];

const close = async (): Promise<void> => {
  for (const closer of closers.splice(0).reverse()) await closer().catch(console.error);
  await processes.endAll();
  rmSync(folder, { recursive: true, force: true });
};

/** Once: what runs is ended, and what was made is removed. Twice: at once. */
let status: number | undefined;
const end = (why: string, exitStatus: number): void => {
  report.say(`\nended by ${why}; once more leaves everything as it is`);
  if (status !== undefined) process.exit(status);
  status = exitStatus;
  report.stop();
  void processes.endAll();
};

const emulatedWorld = async (python: string): Promise<World> => {
  const program = await report.step('installs the emulator, by hashes', () =>
    installEmulator(processes, python, folder),
  );
  const cloud = await report.step('starts the emulator, IAM enforced', () =>
    startEmulator(processes, program, folder, path),
  );
  const simulator = createSimulator({
    accounts: [{ ...simulatedAccount, domains: ['127.0.0.1'] }],
  });
  closers.push(simulator.close);
  const at = await simulator.listen(0, '127.0.0.1');
  return {
    cloud,
    stage: 'emulated',
    input: testedStage(emulatedStage(at)),
    appsecret: simulatedAccount.secret,
    simulatorUrl: `http://127.0.0.1:${at.port}`,
  };
};

const run = async (): Promise<void> => {
  if (values.stage !== undefined) {
    return testStage(
      { report, processes, folder, ...values },
      await realWorld(report, values.stage),
    );
  }
  const python = process.platform === 'win32' ? undefined : await findPython(processes);
  if (python === undefined) {
    report.say('\nNOT RUN: the emulator needs Python 3.11 or newer with venv, on Linux or macOS.');
    report.say('Debian and Ubuntu have venv in a package of its own: apt install python3-venv.');
    report.say('Nothing was deployed, and nothing is proven about deploying.\n');
    report.skip('test:deploy', 'no Python 3.11');
    return;
  }
  await testStage({ report, processes, folder, ...values }, await emulatedWorld(python));
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => end(signal, 130));
}
setTimeout(end, wholeRunMs, `${wholeRunMs / 60_000} minutes being over`, 1).unref();

try {
  if (values.help) report.say(usage);
  else await run();
} catch (error) {
  if (!(error instanceof Abandoned)) throw error;
  report.say('\nwhat comes after this was not tried');
} finally {
  await close();
}
if (!values.help) console.log(`\n${report.summary()}`);
process.exit(status ?? (report.failed() === 0 ? 0 : 1));
