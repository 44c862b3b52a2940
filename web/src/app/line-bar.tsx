import { IconDatabaseOff, IconPlugConnectedX } from '@tabler/icons-react';
import { Banner } from '../components/banner.tsx';
import { formatDuration } from '../lib/format-duration.ts';
import { useClock } from '../lib/use-clock.ts';
import type { Live } from '../lib/use-live-topic.ts';

const words = {
  lost: {
    icon: IconPlugConnectedX,
    title: 'The connection to the control plane is lost. Connecting again…',
    detail: 'Agents that lose the control plane stop injecting by themselves within their lease (5\u00a0s).',
  },
  unreadable: {
    icon: IconDatabaseOff,
    title: 'The control plane answers, but can’t read its database. Asking again…',
    detail: 'Halts go out all the same, and agents stop injecting by themselves within their lease (5\u00a0s).',
  },
} as const;

/** Visible while nobody knows whether the figures still hold: that they are old, and how old. */
export function LineBar({ line }: { line: Live<unknown>['line'] }) {
  if (!('heardAtMs' in line)) return null;
  const { icon: Icon, title, detail } = words[line.name];
  return (
    <Banner tone="failed" icon={<Icon size={20} aria-hidden />} title={title} urgent>
      {line.heardAtMs > 0 && (
        <>
          What you see is <DataAge line={line} /> old.{' '}
        </>
      )}
      {detail}
    </Banner>
  );
}

/** How old what is shown is, while nothing new is heard; nothing while the line is live. */
export function DataAge({ line }: { line: Live<unknown>['line'] }) {
  if (!('heardAtMs' in line) || line.heardAtMs === 0) return null;
  return <Age sinceMs={line.heardAtMs} />;
}

function Age({ sinceMs }: { sinceMs: number }) {
  return <b>{formatDuration(useClock() - sinceMs)}</b>;
}
