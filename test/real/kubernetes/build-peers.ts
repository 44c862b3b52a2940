import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianProgram, keptFolder } from '../debian-package.ts';
import { finish } from '../foreign-project.ts';

const MODULE = fileURLToPath(new URL('peers', import.meta.url));

/** How long it may take where nothing was built before: 2,400 Go packages. */
export const COLD_BUILD_MS = 25 * 60_000;

export interface Programs {
  readonly etcd: string;
  /** kube-apiserver and kube-controller-manager, by their first argument. */
  readonly peers: string;
}

/**
 * The real parts of a control plane: etcd from Debian, the others built from their own source, at the release that
 * `peers/go.mod` pins. Go keeps what it compiled, so only the first build on a machine is long: ten minutes of CPU time.
 * Inlining and DWARF are left out, which saved a fifth of it; it gives way to whatever else runs.
 */
export async function buildPeers(): Promise<Programs> {
  const etcd = await debianProgram('etcd-server', 'usr/bin/etcd');
  const peers = path.join(keptFolder('kubernetes'), 'peers');
  const flags = ['-buildvcs=false', '-trimpath', '-gcflags=all=-l -dwarf=false', '-ldflags=-s -w'];
  await finish(MODULE, 'nice', ['-n', '19', 'go', 'build', ...flags, '-o', peers, '.'], { GOGC: '400' });
  return { etcd, peers };
}
