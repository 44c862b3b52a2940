import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconTool } from '@tabler/icons-react';
import { Tag } from '../../components/tag.tsx';

/** Where a finding stands, in one word with its icon. */
export function FindingMark({ finding: { state, blocking } }: { finding: FindingSummary }) {
  switch (state.name) {
    case 'open':
      return (
        <Tag tone="failed" icon={<IconAlertTriangle size={14} aria-hidden />}>
          open
        </Tag>
      );
    case 'fixed':
      return <Tag icon={<IconTool size={14} aria-hidden />}>fixed</Tag>;
    case 'verified':
      return (
        <Tag tone="passed" icon={<IconCircleCheck size={14} aria-hidden />}>
          verified
        </Tag>
      );
    case 'accepted':
      return (
        <Tag tone={blocking ? 'failed' : 'inconclusive'} icon={<IconClock size={14} aria-hidden />}>
          {blocking ? 'accepted, day over' : 'accepted'}
        </Tag>
      );
  }
}
