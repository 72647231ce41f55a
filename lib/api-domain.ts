import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  ApiMapping,
  DomainName,
  EndpointType,
  type HttpApi,
  type IHttpStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { StageConfig } from './config.ts';

export type ApiDomainProps = NonNullable<StageConfig['domain']> & {
  readonly api: HttpApi;
  readonly stage: IHttpStage;
};

/** The stage's own domain: the certificate is the owner's, and so is the DNS record without a zone. */
export class ApiDomain extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    const { api, stage, name, certificateArn, hostedZoneId } = props;
    this.url = `https://${name}`;

    const domain = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    // Without a key: no path of ours is lengthened, and /MP_verify_<code>.txt stays at the root.
    new ApiMapping(this, 'Mapping', { api, stage, domainName: domain });

    if (hostedZoneId === undefined) {
      new CfnOutput(Stack.of(this), 'DomainTarget', {
        value: domain.regionalDomainName,
        description: `make ${name} a CNAME of this at your DNS provider`,
      });
      return;
    }
    // A record that is given no name is that of its zone: so the name is what is configured,
    // whichever zone above it the id belongs to.
    new ARecord(this, 'Record', {
      zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName: name }),
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId),
      ),
    });
  }
}
