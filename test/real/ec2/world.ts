import type { Place, TerminationPlatform } from '@hormesis/server/features/terminations/platform-port.ts';
import { openPlatforms } from '@hormesis/server/features/terminations/platforms/open-platforms.ts';
import { platformSettings } from '@hormesis/server/features/terminations/platforms/platform-settings.ts';
import { type Owner, ownerOf, roleIn, writeProfiles } from './accounts.ts';
import { startMoto } from './moto.ts';
import { type Answer, type Asked, type Relay, startRelay } from './relay.ts';

/** Three accounts in two regions: one is ours, two are reached through a role in them. */
export const ACCOUNTS = { main: '123456789012', shop: '111111111111', films: '222222222222' };
const REGIONS = ['eu-west-1', 'us-east-1'] as const;

export interface World {
  readonly relay: Relay;
  /** With the credentials that everything is reached by. */
  readonly platform: TerminationPlatform;
  /** The same accounts as `profile` would see them. */
  platformAs(profile: string): Promise<TerminationPlatform>;
  ownerAt(place: Place): Owner;
  stop(): Promise<void>;
}

/** 40 groups of 10 instances each, `app0-main-v000` to `app39-main-v039`. */
export async function openWorld(): Promise<World> {
  const moto = await startMoto();
  const relay = await startRelay(moto.url);
  const credentials = await writeProfiles(['main']);
  const platformAs = (profile: string) => platformBehind(relay.url, profile);
  const platform = await platformAs('main');
  const owners = new Map<string, Owner>();
  for (const [index, { account, region }] of platform.places.entries()) {
    const owner = await ownerOf(moto.url, ACCOUNTS[account as keyof typeof ACCOUNTS], region);
    owners.set(`${account} ${region}`, owner);
    for (let number = index; number < 40; number += platform.places.length)
      await owner.addGroup(`app${number}-main-v${String(number).padStart(3, '0')}`, 10, { team: 'tests' });
  }
  return {
    ...{ relay, platform, platformAs },
    ownerAt({ account, region }) {
      const owner = owners.get(`${account} ${region}`);
      if (!owner) throw new Error(`nobody owns ${account} in ${region}`);
      return owner;
    },
    async stop() {
      await platform.close();
      for (const owner of owners.values()) owner.close();
      await credentials.remove();
      await relay.stop();
      await moto.stop();
    },
  };
}

async function platformBehind(endpoint: string, profile: string): Promise<TerminationPlatform> {
  const common = { regions: REGIONS, profile, endpoint };
  const ec2 = [
    { account: 'main', ...common },
    { account: 'shop', ...common, roleArn: roleIn(ACCOUNTS.shop) },
    { account: 'films', ...common, roleArn: roleIn(ACCOUNTS.films), externalId: 'of-the-tests' },
  ];
  const [platform] = await openPlatforms(platformSettings.parse({ kind: 'Platforms', ec2 }));
  if (!platform) throw new Error('no platform was opened');
  return platform;
}

/** Pages far smaller than anyone would ask for, so that each listing has many. */
export const inSmallPages = ({ form }: Asked): Answer => {
  if (form.has('MaxRecords')) form.set('MaxRecords', '3');
  if (form.has('MaxResults')) form.set('MaxResults', '5');
  return null;
};
