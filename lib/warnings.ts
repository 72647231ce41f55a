import { type Stack, Validations } from 'aws-cdk-lib';
import type { StageConfig } from './config.ts';
import { placeholders } from './placeholders.ts';

/** Told by `cdk synth` and `cdk deploy`: what this stage goes without, and what it cannot work with. */
export const warn = (stack: Stack, stage: string, config: StageConfig): void => {
  for (const { id, message } of [
    ...examples(stage, config),
    ...missingDoors(config),
    ...wrongFiles(stage, config),
  ]) {
    Validations.of(stack).addWarning(id, message);
  }
};

type Warning = { readonly id: string; readonly message: string };

const examples = (stage: string, config: StageConfig): readonly Warning[] => {
  const found = placeholders(config);
  if (found.length === 0) return [];
  const settings = found.map(({ setting, value }) => `${stage}.${setting} ('${value}')`).join(', ');
  const message = `still the example's own, so that nothing deployed with it can work: ${settings}`;
  return [{ id: 'yici:placeholders', message }];
};

/** No page of WeChat's says what a file holds; those that people have put up hold its code alone. */
const wrongFiles = (stage: string, { verificationFiles }: StageConfig): readonly Warning[] => {
  const wrong = Object.entries(verificationFiles).flatMap(([name, content]) => {
    const code = name.slice('MP_verify_'.length, -'.txt'.length);
    return content.trim() === code ? [] : `${name} from WeChat holds '${code}' and nothing else`;
  });
  if (wrong.length === 0) return [];
  const message = `${stage}.verificationFiles will not do to register the domain: ${wrong.join(', ')}`;
  return [{ id: 'yici:verificationFiles', message }];
};

const missingDoors = ({ publicBaseUrl, corsOrigins }: StageConfig): readonly Warning[] => {
  if (publicBaseUrl !== undefined) return [];
  const relayOnly = {
    id: 'yici:relayDoorOnly',
    message:
      'neither domain nor publicBaseUrl is configured: GET /subscribe and GET /consent are not deployed, and users ' +
      'can only come back to the return targets themselves, whose hosts must then be 业务域名',
  };
  const withoutCors = {
    id: 'yici:relayDoorWithoutCors',
    message:
      'corsOrigins is empty: a page on another origin cannot call the public routes of the relay door, ' +
      'which is the only door of this stage',
  };
  return corsOrigins.length > 0 ? [relayOnly] : [relayOnly, withoutCors];
};
