import * as v from 'valibot';

const described = (issue: v.BaseIssue<unknown>): string => {
  if (issue.kind !== 'schema' || issue.expected === 'never') return issue.message;
  if (issue.received === 'undefined') return 'is missing';
  return `must be ${issue.expected}, got ${issue.received}`;
};

/**
 * One problem as `<path> <what is wrong>`: `prod.appid is missing`. What a refused setting holds
 * is not repeated: somebody may have put a secret there.
 */
export const describeProblem = (issue: v.BaseIssue<unknown>): string =>
  `${v.getDotPath(issue) ?? ''} ${described(issue)}`.trimStart();
