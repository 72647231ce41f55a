import {
  CreateBackupCommand,
  DeleteTableCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { creditsSchema } from '../../src/credits-schema.ts';
import type { Deployment } from './deploys.ts';
import { operator } from './operator.ts';
import { type StageUnderTest, same } from './stage-under-test.ts';

/**
 * The steps of docs/upgrade.md, one after another, on the table of a stage that is deployed. Not on
 * AWS, where they take an hour and a restored table costs money.
 */
export const proveRestore = async (
  stage: StageUnderTest,
  { apiUrl, tables }: Deployment,
): Promise<void> => {
  const { report, cloud, clients, simulatorUrl } = stage;
  const name = 'a restored table goes into service, and what was spent since cannot be spent again';
  if (cloud.kind !== 'emulator' || simulatorUrl === undefined) {
    report.skip(name, 'run on the emulator alone');
    return;
  }
  const { dynamodb } = clients;
  const { credits } = tables;
  const restored = `${credits}-restored`;
  const waiting = { client: dynamodb, maxWaitTime: 60, minDelay: 1 };
  const { confirm, creditOf, send, yici } = operator(stage, apiUrl, simulatorUrl);
  const openid = 'oRestored00000000000000000001';

  /** 1: beside it. This emulator gives the table as it is now, whatever moment it is asked for. */
  const restoreBeside = async (moment: Date): Promise<void> => {
    await protect(credits);
    await dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: credits,
        TargetTableName: restored,
        RestoreDateTime: moment,
      }),
    );
    await waitUntilTableExists(waiting, { TableName: restored });
  };

  /** 3 and 4: saved, and put in its place. */
  const putInPlace = async (): Promise<void> => {
    const { BackupDetails } = await dynamodb.send(
      new CreateBackupCommand({ TableName: restored, BackupName: restored }),
    );
    await dynamodb.send(
      new UpdateTableCommand({ TableName: credits, DeletionProtectionEnabled: false }),
    );
    await dynamodb.send(new DeleteTableCommand({ TableName: credits }));
    await waitUntilTableNotExists(waiting, { TableName: credits });
    await dynamodb.send(
      new RestoreTableFromBackupCommand({
        TargetTableName: credits,
        BackupArn: BackupDetails?.BackupArn,
      }),
    );
    await waitUntilTableExists(waiting, { TableName: credits });
    await dynamodb.send(new DeleteTableCommand({ TableName: restored }));
  };

  /** 5: what a restore does not bring along. */
  const protect = async (TableName: string): Promise<void> => {
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    await dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: creditsSchema.timeToLive },
      }),
    );
  };

  await report.check(name, async () => {
    await confirm(openid);
    const moment = new Date();
    await restoreBeside(moment);
    same('the send after that moment', 'sent', await send(openid));

    const args = ['void-restored', '--table', restored, '--restored-to', moment.toISOString()];
    const counted = await yici([...args, '--dry-run']);
    const written = await yici([...args, '--yes']);
    await putInPlace();
    await protect(credits);

    same('what is counted and what is made void', counted.voided, written.voided);
    same('the credit as it was restored', 'void', await creditOf(openid));
    const again = await send(openid).catch(String);
    if (!again.includes('no_credit')) throw new Error(`a second message: ${again}`);
    await confirm(openid);
    same('the send after another confirm', 'sent', await send(openid));
  });
};
