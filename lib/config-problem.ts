import * as v from 'valibot';
import { secretShapes } from './secret-shapes.ts';

const described = (issue: v.BaseIssue<unknown>): string => {
  if (issue.kind !== 'schema' || issue.expected === 'never') return issue.message;
  if (issue.received === 'undefined') return 'is missing';
  return `must be ${issue.expected}, got ${issue.received}`;
};

/** A whole word that holds an AppSecret, a key or an access_token; a template's id is none. */
const secret = new RegExp(
  `[A-Za-z0-9_-]*(?:${secretShapes.hex}|${secretShapes.accessToken})[A-Za-z0-9_-]*`,
  'gi',
);

/**
 * One problem in one line, as `<path> <what is wrong>`: `prod.appid is missing`. It may quote what
 * was there, but nothing that looks like a secret: somebody may have put one in the wrong place.
 */
export const describeProblem = (issue: v.BaseIssue<unknown>): string =>
  `${v.getDotPath(issue) ?? ''} ${described(issue)}`
    .trimStart()
    .replaceAll(secret, '[hidden]')
    .replaceAll(/\p{Cc}/gu, (control) => encodeURIComponent(control));
