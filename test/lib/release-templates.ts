import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionNames } from '../../lib/bundling.ts';
import { parseConfig } from '../../lib/config.ts';
import { yiciApp } from '../../lib/yici-app.ts';

const root = join(import.meta.dirname, '..', '..');

// biome-ignore lint/suspicious/noExplicitAny: a template is plain JSON
export type Template = Record<string, any>;

export type Release = {
  readonly version: string;
  /** Stage of `releaseConfig` -> its template. */
  readonly templates: Readonly<Record<string, Template>>;
};

const account = {
  appid: 'wx51a7c0de51a7c0de',
  templateId: 'abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE',
  region: 'ap-southeast-1',
  returnTargets: { course: 'https://h5.yici.test/course' },
};

/** Between them they have everything that a stage can have and that must outlive an upgrade. */
const releaseConfig = parseConfig({
  plain: { ...account, publicBaseUrl: 'https://wx.yici.test' },
  whole: {
    ...account,
    domain: {
      name: 'wx.yici.test',
      certificateArn:
        'arn:aws:acm:ap-southeast-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef',
      hostedZoneId: 'Z08123456ABCDEFGHJKLM',
    },
    corsOrigins: ['https://h5.yici.test'],
    verificationFiles: { 'MP_verify_abc.txt': 'abc' },
    authorizer: { type: 'key' },
    accessTokenRoute: true,
    egress: { type: 'nat-instance', amiId: 'ami-0a1b2c3d4e5f60718' },
    alarmEmail: 'on-call@yici.test',
    budgetUsd: 50,
  },
});

/** What a stack looks like does not depend on what its bundles hold. */
export const writeEmptyBundles = (folder: string): string => {
  for (const name of functionNames(root)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), `export const handler = () => '${name}';`);
  }
  return folder;
};

/** The templates that `cdk deploy` would be given for `releaseConfig` by the code as it is. */
export const releaseTemplates = (bundles: string, outdir: string): Release['templates'] => {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const assembly = yiciApp({ config: releaseConfig, bundles, context, outdir }).synth();
  return Object.fromEntries(
    assembly.stacks.map(({ stackName, template }) => [stackName.replace(/^yici-/, ''), template]),
  );
};
