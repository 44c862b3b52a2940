import type { TerminationPlatform } from '../platform-port.ts';
import type { PlatformSettings } from './platform-settings.ts';

/**
 * The platforms that are configured. Asks no cloud, so that one that is away keeps no control plane from starting; the
 * clouds' clients, some hundred files each, are loaded only where one is configured.
 */
export async function openPlatforms({ ec2, kubernetes }: PlatformSettings): Promise<readonly TerminationPlatform[]> {
  const opened: TerminationPlatform[] = [];
  if (ec2.length > 0) opened.push(new (await import('./ec2/ec2-platform.ts')).Ec2Platform(ec2));
  if (kubernetes.length > 0)
    opened.push(new (await import('./kubernetes/kubernetes-platform.ts')).KubernetesPlatform(kubernetes));
  return opened;
}
