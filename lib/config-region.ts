import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as v from 'valibot';
import { nearest } from './nearest.ts';

const regions = RegionInfo.regions.map(({ name }) => name);

/** One that CDK knows: of any other AWS says no more than that its host was not found. */
export const region = v.pipe(
  v.string(),
  v.check(
    (name) => regions.includes(name),
    ({ input }) => {
      const meant = nearest(input, regions);
      return meant === undefined
        ? `must be an AWS region such as ap-southeast-1, got '${input}'`
        : `must be an AWS region, got '${input}': did you mean ${meant}?`;
    },
  ),
);
