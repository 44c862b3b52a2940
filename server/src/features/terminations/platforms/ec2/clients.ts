import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Ec2Settings } from '../platform-settings.ts';

export interface Clients {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
}

/**
 * Clients of one account in one region. Credentials are looked for with the first request and renewed before they end;
 * nothing is tried twice here, so that the one who asked decides on that.
 */
export function clientsOf(settings: Ec2Settings, region: string): Clients {
  const own = settings.endpoint === undefined ? { region } : { region, endpoint: settings.endpoint };
  const config = { ...own, credentials: credentialsOf(settings, own), maxAttempts: 1 };
  return { ec2: new EC2Client(config), autoScaling: new AutoScalingClient(config) };
}

function credentialsOf(
  { profile, roleArn, externalId }: Ec2Settings,
  clientConfig: { region: string; endpoint?: string },
) {
  const chain = fromNodeProviderChain({ clientConfig, ...(profile === undefined ? {} : { profile }) });
  if (roleArn === undefined) return chain;
  return fromTemporaryCredentials({
    masterCredentials: chain,
    clientConfig: { ...clientConfig, maxAttempts: 1 },
    params: {
      RoleArn: roleArn,
      RoleSessionName: 'hormesis',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
  });
}
