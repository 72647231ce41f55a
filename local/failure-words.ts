import {
  BadArgument,
  BrokenData,
  BundlingFailed,
  FolderInUse,
  missingPackage,
  PortTaken,
} from './failures.ts';
import type { Words } from './words.ts';

/** The sentence for a failure that a person can do something about; undefined for any other. */
export const sentenceFor = (error: unknown, { failed }: Words): string | undefined => {
  const missing = missingPackage(error);
  if (missing !== undefined) return failed.notInstalled(missing);
  if (error instanceof PortTaken) return failed.portTaken(error.port);
  if (error instanceof FolderInUse) return failed.folderInUse(error.folder, error.pid);
  if (error instanceof BundlingFailed) return failed.bundling(error.message);
  if (error instanceof BadArgument) return failed.badArgument(error.message);
  if (!(error instanceof BrokenData)) return undefined;
  return error.problem === 'damaged'
    ? failed.damagedData(error.place)
    : failed.unwritable(error.place);
};
