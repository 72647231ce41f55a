import * as v from 'valibot';
import { nearest } from './nearest.ts';

/**
 * An object of settings that may hold no other. valibot's own tells of the first unknown key and
 * stops; here each is told, with the setting that was probably meant.
 */
export const group = <const Entries extends v.ObjectEntries>(entries: Entries) => {
  const notASetting = (key: unknown): string => {
    const meant = nearest(String(key), Object.keys(entries));
    return `is not a setting${meant === undefined ? '' : `: did you mean ${meant}?`}`;
  };
  return v.pipe(
    v.strictObject(entries, ({ path }) => notASetting(path?.[0].key)),
    v.rawCheck(({ dataset, addIssue }) => {
      const first = dataset.issues?.find(isUnknownKey)?.path?.[0];
      if (first?.type !== 'object') return;
      const { input } = first;
      const unknown = Object.keys(input).filter((key) => !Object.hasOwn(entries, key));
      for (const key of unknown.filter((each) => each !== first.key)) {
        const path: [v.ObjectPathItem] = [{ ...first, key, value: input[key] }];
        addIssue({ message: notASetting(key), path });
      }
    }),
  );
};

/** Of the object itself, and of none in it. */
const isUnknownKey = ({ type, expected, path }: v.BaseIssue<unknown>): boolean =>
  type === 'strict_object' && expected === 'never' && path?.length === 1;
