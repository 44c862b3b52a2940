import { IconPlugConnectedX } from '@tabler/icons-react';
import { Banner } from '../components/banner.tsx';
import { formatDuration } from '../lib/format-duration.ts';
import { useClock } from '../lib/use-clock.ts';
import type { Live } from '../lib/use-live-topic.ts';

/** Visible while the live line is broken: the figures are old, and how old. */
export function LineBar({ line, dataAtMs }: { line: Live<unknown>['line']; dataAtMs: number }) {
  if (line !== 'lost') return null;
  return (
    <Banner
      tone="failed"
      icon={<IconPlugConnectedX size={20} aria-hidden />}
      title="The connection to the control plane is lost. Connecting again…"
      urgent
    >
      {dataAtMs > 0 && <DataAge dataAtMs={dataAtMs} />}
    </Banner>
  );
}

function DataAge({ dataAtMs }: { dataAtMs: number }) {
  const nowMs = useClock();
  return (
    <>
      What you see is {formatDuration(nowMs - dataAtMs)} old. Agents that lose the control plane stop injecting by
      themselves within their lease (5 s).
    </>
  );
}
