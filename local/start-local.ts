import { join } from 'node:path';
import type { StageConfig } from '../lib/config.ts';
import { functionTimeoutSeconds } from '../lib/function-timeouts.ts';
import { stageRoutes } from '../lib/routes.ts';
import { publishAddresses } from './address-file.ts';
import { buildBundles, watchBundles } from './bundles.ts';
import { openDataFolder } from './data-folder.ts';
import { createDemoBackEnd } from './demo-back-end.ts';
import type { FunctionDefinition, Invoked } from './function-host.ts';
import { openFunctionLog } from './function-log.ts';
import type { FunctionError } from './function-worker.ts';
import { createGateway } from './gateway.ts';
import { closeServer, listen } from './http-exchange.ts';
import { createLambda } from './lambda.ts';
import { startLambdaEndpoint } from './lambda-endpoint.ts';
import { startLocalData } from './local-data.ts';
import { startLocalSimulator } from './local-simulator.ts';
import { scheduledEvent, startMinuteRule } from './schedule.ts';
import { createSiteServer, type Site } from './server.ts';
import { demoScenes, localEnvironments, localPlaces, localStage } from './stage.ts';

export type LocalOptions = {
  /** Of the service; 0 for any free one. */
  readonly port: number;
  readonly simulatorPort: number;
  readonly dataDir: string;
  /** The address that both listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** Forgets what earlier runs left. @default false */
  readonly fresh?: boolean | undefined;
  /** Rebuilds and reloads a function when its source changes. @default false */
  readonly watch?: boolean | undefined;
  /** The minute rule. @default true */
  readonly schedule?: boolean | undefined;
  /** Of the gateway and Parameter Store; the functions and the simulator have their own. */
  readonly now?: (() => number) | undefined;
  readonly onLogLine?: ((line: string) => void) | undefined;
  readonly onReload?: ((functionName: string, problem: string | undefined) => void) | undefined;
  /** A part that fails after the start. */
  readonly onFailure?: ((error: Error) => void) | undefined;
};

export type Local = {
  readonly serviceUrl: string;
  readonly simulatorUrl: string;
  /** The simulator as the functions reach it. */
  readonly simulatorApiUrl: string;
  readonly dynamodbUrl: string;
  readonly ssmUrl: string;
  readonly lambdaUrl: string;
  readonly stage: StageConfig;
  /** Functions whose INIT failed, and why. */
  readonly broken: ReadonlyMap<string, FunctionError>;
  /** The minute rule's work, once more. */
  readonly invokeRefresh: () => Promise<Invoked | 'throttled'>;
  /** The latest lines that functions wrote, each with its function's name in front. */
  readonly logs: () => readonly string[];
  readonly close: () => Promise<void>;
};

const root = join(import.meta.dirname, '..');

/**
 * The whole service on this machine: what `npm start` runs, for tests as well.
 * @throws PortTaken, BrokenData, FolderInUse or BundlingFailed, with everything ended again.
 */
export const startLocal = async (options: LocalOptions): Promise<Local> => {
  const closers: Closer[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await startParts(options, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
};

type Closer = () => unknown;

const startParts = async (
  options: LocalOptions,
  onClose: (closer: Closer) => void,
): Promise<Omit<Local, 'close'>> => {
  const { host = '127.0.0.1', now = Date.now, onFailure = () => {} } = options;
  const folder = await openDataFolder(options.dataDir, options.fresh ?? false);
  onClose(folder.release);
  const log = openFunctionLog(folder.functionsLog, now, options.onLogLine);
  onClose(log.close);

  // Addresses hold ports, so every server listens before it is told what to serve.
  let site: Site | undefined;
  const server = createSiteServer(() => site);
  const serviceUrl = `http://${host}:${await listen(server, options.port, host)}`;
  onClose(() => closeServer(server));
  const simulator = await startLocalSimulator({
    port: options.simulatorPort,
    host,
    journalFile: folder.simulatorJournal,
    serviceUrl,
  });
  onClose(simulator.close);
  const simulatorApiUrl = `http://${host}:${simulator.port}`;
  const data = await startLocalData(folder, now, onFailure);
  onClose(data.close);
  const definitions = new Map<string, FunctionDefinition>();
  const lambda = createLambda(definitions, log.write);
  const lambdaEndpoint = await startLambdaEndpoint(lambda);
  onClose(lambdaEndpoint.close);
  onClose(lambda.close);

  const bundles =
    options.watch === true
      ? await watchBundles(root, (name, problem) => {
          if (problem === undefined) lambda.reload(name);
          options.onReload?.(name, problem);
        })
      : await buildBundles(root);
  onClose(bundles.close);

  const stage = localStage({ serviceUrl, simulatorUrl: simulator.url, simulatorApiUrl });
  const environments = localEnvironments(stage, {
    dynamodb: data.dynamodbUrl,
    ssm: data.ssmUrl,
    lambda: lambdaEndpoint.url,
  });
  for (const [name, seconds] of Object.entries(functionTimeoutSeconds)) {
    const environment = environments[name] ?? {};
    const timeoutMs = seconds * 1000;
    definitions.set(name, { name, bundle: bundles.path(name), environment, timeoutMs });
  }
  const broken = await lambda.warm();

  const { corsOrigins, returnTargets } = stage;
  site = {
    baseUrl: serviceUrl,
    gateway: createGateway({ routes: stageRoutes(stage), corsOrigins, lambda, now }),
    demo: createDemoBackEnd({
      serviceUrl,
      simulatorUrl: simulator.url,
      simulatorApiUrl,
      returnTargets,
      scenes: demoScenes,
    }),
    pages: join(root, 'h5'),
  };
  const refresh = (event: ReturnType<typeof scheduledEvent>) =>
    lambda.invoke(localPlaces.refreshFunction, JSON.stringify(event));
  if (options.schedule ?? true) {
    const rule = startMinuteRule((event) => refresh(event).catch(() => {}), now);
    onClose(rule.stop);
  }

  const addresses = {
    serviceUrl,
    simulatorUrl: simulator.url,
    simulatorApiUrl,
    dynamodbUrl: data.dynamodbUrl,
    ssmUrl: data.ssmUrl,
    lambdaUrl: lambdaEndpoint.url,
    stage,
  };
  const { creditsTable } = localPlaces;
  onClose(publishAddresses(folder.addresses, { ...addresses, creditsTable }));

  return {
    ...addresses,
    broken,
    invokeRefresh: () => refresh(scheduledEvent(localPlaces.refreshFunction, now())),
    logs: log.lines,
  };
};
