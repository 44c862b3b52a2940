import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';

export interface Credentials {
  /**
   * For the shared files, where the clients look: a profile for each access key, and no way to the metadata of a machine.
   */
  remove(): Promise<void>;
}

/** Profiles as people write them. What the tests' own environment says of AWS is left out until they are removed. */
export async function writeProfiles(names: readonly string[]): Promise<Credentials> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hormesis-aws-'));
  const file = path.join(folder, 'credentials');
  const profile = (name: string) =>
    `[${name}]\naws_access_key_id = AKIA${name.toUpperCase().padEnd(16, 'X')}\naws_secret_access_key = secret\n`;
  await writeFile(file, names.map(profile).join('\n'));
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return {
    async remove() {
      for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
      Object.assign(process.env, before);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Owner {
  readonly ec2: EC2Client;
  addGroup(name: string, size: number, tags?: Readonly<Record<string, string>>): Promise<void>;
  readonly autoScaling: AutoScalingClient;
  close(): void;
}

/** Somebody who may do everything in an account and region of moto: it takes the account from the role's credentials. */
export async function ownerOf(url: string, accountId: string, region: string): Promise<Owner> {
  const config = { endpoint: url, region, credentials: await credentialsIn(url, accountId) };
  const ec2 = new EC2Client(config);
  const autoScaling = new AutoScalingClient(config);
  const LaunchConfigurationName = 'tests';
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({ LaunchConfigurationName, ImageId: 'ami-12345678', InstanceType: 't3.nano' }),
  );
  return {
    ec2,
    autoScaling,
    async addGroup(name, size, tags = {}) {
      await autoScaling.send(
        new CreateAutoScalingGroupCommand({
          ...{ AutoScalingGroupName: name, LaunchConfigurationName },
          ...{
            MinSize: 0,
            MaxSize: size,
            DesiredCapacity: size,
            AvailabilityZones: ['a', 'b'].map((zone) => region + zone),
          },
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
        }),
      );
    },
    close() {
      ec2.destroy();
      autoScaling.destroy();
    },
  };
}

export const roleIn = (accountId: string): string => `arn:aws:iam::${accountId}:role/hormesis`;

async function credentialsIn(
  url: string,
  accountId: string,
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> {
  const form = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleIn(accountId), RoleSessionName: 'tests' };
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIATESTSTESTSTESTST/20260101/us-east-1/sts/aws4_request';
  const answer = await fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  const text = await answer.text();
  const field = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? '';
  return {
    accessKeyId: field('AccessKeyId'),
    secretAccessKey: field('SecretAccessKey'),
    sessionToken: field('SessionToken'),
  };
}
