/** The partition of AWS that a region is in. */
export const partitionOf = (region: string): 'aws' | 'aws-cn' =>
  region.startsWith('cn-') ? 'aws-cn' : 'aws';
