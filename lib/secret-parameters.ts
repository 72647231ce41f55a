import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type ParameterNames, parameterNames } from './parameters.ts';

type Parameter = keyof ParameterNames;

/**
 * A stage's SecureStrings: the stack knows their names and who may touch them, never a value, and
 * creates none of them (CloudFormation cannot create a SecureString).
 *
 * No KMS action is granted: they are encrypted under `alias/aws/ssm`, whose own key policy lets
 * every principal of the account use it through Parameter Store, so that `ssm:GetParameter` on
 * the exact name is the whole boundary
 * (docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html).
 * A customer-managed key would need `kms:Decrypt` here, and `kms:Encrypt` for the writer.
 */
export class SecretParameters extends Construct {
  readonly names: ParameterNames;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.names = parameterNames(stage);
  }

  grantRead(grantee: IGrantable, ...parameters: readonly Parameter[]): Grant {
    return this.#grant(grantee, ['ssm:GetParameter'], parameters);
  }

  /** For the one writer of the access_token: it reads the stored one before it replaces it. */
  grantRefresh(grantee: IGrantable): Grant {
    return this.#grant(grantee, ['ssm:GetParameter', 'ssm:PutParameter'], ['accessToken']);
  }

  #grant(grantee: IGrantable, actions: string[], parameters: readonly Parameter[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: parameters.map((parameter) =>
        Stack.of(this).formatArn({
          service: 'ssm',
          resource: 'parameter',
          // A name starts with the slash that formatArn adds.
          resourceName: this.names[parameter].slice(1),
        }),
      ),
    });
  }
}
