import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import { parseConfig, type StageConfig, type StageInput } from '../../lib/config.ts';
import { YiciStack } from '../../lib/yici-stack.ts';
import { writeEmptyBundles } from './release-templates.ts';

export const root = join(import.meta.dirname, '..', '..');

export const scratch = mkdtempSync(join(inject('scratch'), 'lib-'));

export const bundles = writeEmptyBundles(join(scratch, 'bundles'));

/** The feature flags of cdk.json, and each resource's construct path in the template. */
export const context = {
  ...JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context,
  'aws:cdk:enable-path-metadata': true,
  // `cdk` prints warnings; a test looks them up.
  '@aws-cdk/core:annotationsInValidationReport': false,
};

const validStage = {
  appid: 'wx51a7c0de51a7c0de',
  templateId: 'abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE',
  region: 'ap-southeast-1',
  publicBaseUrl: 'https://wx.yici.test',
  returnTargets: { course: 'https://h5.yici.test/#/pages/course/course' },
  corsOrigins: ['https://h5.yici.test'],
  verificationFiles: { 'MP_verify_abc.txt': 'abc' },
} satisfies StageInput;

type Change = { readonly [Setting in keyof StageInput]?: StageInput[Setting] | undefined };

/** A complete stage with some settings changed; `undefined` leaves a setting out. */
export const stageInput = (change: Change = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...validStage, ...change }).filter(([, value]) => value !== undefined),
  );

export const stageConfig = (change: Change = {}): StageConfig => {
  const stage = parseConfig({ prod: stageInput(change) })['prod'];
  if (stage === undefined) throw new Error('no stage');
  return stage;
};

export const yiciStack = (change: Change = {}): YiciStack => {
  const config = stageConfig(change);
  const app = new App({ context, outdir: mkdtempSync(join(scratch, 'cdk.out-')) });
  return new YiciStack(app, 'yici-prod', {
    stage: 'prod',
    config,
    bundles,
    env: {
      region: config.region,
      ...(config.account !== undefined && { account: config.account }),
    },
  });
};

export type Resource = {
  readonly id: string;
  /** The construct's path in its stack: `SendMessage/Function`. */
  readonly path: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no common type
  readonly properties: any;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
};

/** The template as tests ask about it: by type, by construct path, with readable references. */
export class Synthesised {
  readonly resources: readonly Resource[];
  readonly json: string;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly #paths: ReadonlyMap<string, string>;

  constructor(stack: YiciStack) {
    const template = Template.fromStack(stack).toJSON();
    this.json = JSON.stringify(template);
    this.outputs = template['Outputs'] ?? {};
    // biome-ignore lint/suspicious/noExplicitAny: a template is plain JSON
    this.resources = Object.entries<any>(template['Resources']).map(([id, resource]) => ({
      id,
      path: constructPath(resource.Metadata?.['aws:cdk:path'] ?? id),
      type: resource.Type,
      properties: resource.Properties ?? {},
      dependsOn: resource.DependsOn ?? [],
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
    }));
    this.#paths = new Map(this.resources.map(({ id, path }) => [id, path]));
  }

  ofType(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  at(path: string): Resource {
    const found = this.resources.filter((resource) => resource.path === path);
    const [only] = found;
    if (only === undefined || found.length > 1) throw new Error(`${found.length} at ${path}`);
    return only;
  }

  /** An intrinsic function as text: `<Credits/Table.Arn>`, `arn:aws:ssm:...:<AWS::AccountId>:...`. */
  spell(value: unknown): string {
    if (typeof value === 'string') return value;
    const [[name, argument] = []] = Object.entries(value as Record<string, unknown>);
    const path = (id: string) => this.#paths.get(id) ?? id;
    if (name === 'Ref' && typeof argument === 'string') return `<${path(argument)}>`;
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) {
      return `<${path(argument[0])}.${argument[1]}>`;
    }
    if (name === 'Fn::Join' && Array.isArray(argument)) {
      return argument[1].map((part: unknown) => this.spell(part)).join(argument[0]);
    }
    throw new Error(`cannot spell ${JSON.stringify(value)}`);
  }

  /** Function name (its folder) -> the resource. */
  functions(): ReadonlyMap<string, Resource> {
    return new Map(
      this.ofType('AWS::Lambda::Function').map((fn) => [
        String(fn.properties.Description).replace('yici-prod: ', ''),
        fn,
      ]),
    );
  }

  /** Everything that a role may do, as `effect action resource`, sorted. */
  permissions(role: Resource): readonly string[] {
    return [...new Set(this.statements(role))].toSorted();
  }

  /** The same as it is written: once for each statement that says so. */
  statements(role: Resource): readonly string[] {
    const policies = this.ofType('AWS::IAM::Policy').filter((policy) =>
      policy.properties.Roles.some(
        (attached: unknown) => this.spell(attached) === `<${role.path}>`,
      ),
    );
    return policies
      .flatMap((policy) => policy.properties.PolicyDocument.Statement)
      .flatMap((statement) =>
        asList(statement.Action).flatMap((action) =>
          asList(statement.Resource).map(
            (resource) => `${statement.Effect} ${action} ${this.spell(resource)}`,
          ),
        ),
      );
  }
}

export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : [value];

const constructPath = (path: string): string =>
  path.replace(/^yici-prod\//, '').replace(/\/(Resource|Default)$/, '');

const synthesised = new Map<string, Synthesised>();

/** The template of such a stage; the same one for whoever asks again. */
export const synthesise = (change: Change = {}): Synthesised => {
  const key = JSON.stringify(stageInput(change));
  const found = synthesised.get(key) ?? new Synthesised(yiciStack(change));
  synthesised.set(key, found);
  return found;
};
