import { type Attribute, AttributeType } from 'aws-cdk-lib/aws-dynamodb';

const types = { S: AttributeType.STRING, N: AttributeType.NUMBER };

/** A key of `src/credits-schema.ts` as CDK names it. */
export const attribute = (key: {
  readonly name: string;
  readonly type: keyof typeof types;
}): Attribute => ({ name: key.name, type: types[key.type] });
