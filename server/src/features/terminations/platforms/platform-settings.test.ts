import { expect, test } from 'vitest';
import { openPlatforms } from './open-platforms.ts';
import { platformSettings } from './platform-settings.ts';

const prod = { account: 'prod', regions: ['eu-west-1', 'us-east-1'] };
const cluster = { account: 'shop', kubeconfig: '/nowhere/kubeconfig', context: 'shop' };

test.each([
  [{ ec2: [{ account: 123456789012, regions: ['eu-west-1'] }] }, 'put in quotes'],
  [{ ec2: [{ account: 'prod', regions: [] }] }, 'at least one region'],
  [{ ec2: [{ ...prod, roleArn: 'hormesis' }] }, 'arn:aws:iam::123456789012:role/hormesis'],
  [{ ec2: [{ ...prod, endpoint: 'ftp://cloud' }] }, 'ftp://cloud'],
  [{ ec2: [prod, prod] }, '\\"prod\\" is there twice'],
  [{ ec2: [{ ...prod, secretKey: 'x' }] }, 'secretKey'],
  [{ kubernetes: [{ account: 'shop', inCluster: true, context: 'shop' }] }, 'inCluster'],
  [{ ec2: [prod, { ...prod, account: 'production' }] }, 'the same profile and role as \\"prod\\"'],
  [{ kubernetes: [{ account: 'shop', kubeconfig: '/nowhere/kubeconfig' }] }, 'the current context may become another'],
  [{ kubernetes: [{ ...cluster, namespaces: ['shop/web'] }] }, 'shop/web'],
])('%j is refused and says why', (settings, said) => {
  const { error } = platformSettings.safeParse({ kind: 'Platforms', ...settings });
  expect(JSON.stringify(error?.issues)).toContain(said);
});

test('every account is looked at in each of its regions, and nobody is asked before', async () => {
  const settings = platformSettings.parse({ kind: 'Platforms', ec2: [prod], kubernetes: [cluster] });
  const platforms = await openPlatforms(settings);
  expect(platforms.flatMap(({ places }) => places)).toEqual([
    { platform: 'ec2', account: 'prod', region: 'eu-west-1' },
    { platform: 'ec2', account: 'prod', region: 'us-east-1' },
    { platform: 'kubernetes', account: 'shop', region: '-' },
  ]);
  for (const platform of platforms) await platform.close();
});

test('a cluster whose kubeconfig is not there fails alone, and names the file', async () => {
  const [platform] = await openPlatforms(platformSettings.parse({ kind: 'Platforms', kubernetes: [cluster] }));
  const place = platform?.places[0];
  if (!platform || !place) throw new Error('nothing was opened');
  const listing = await platform.list(place, AbortSignal.timeout(5_000));
  expect(listing).toMatchObject({ kind: 'failed', failure: { kind: 'no_credentials' } });
  expect(JSON.stringify(listing)).toContain('/nowhere/kubeconfig');
  const elsewhere = await platform.list({ ...place, account: 'other' }, AbortSignal.timeout(5_000));
  expect(elsewhere).toMatchObject({ kind: 'failed', failure: { kind: 'unsupported' } });
});
