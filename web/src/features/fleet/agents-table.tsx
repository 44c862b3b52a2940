import type { AgentView } from '@hormesis/contract/topology.ts';
import { IconAlertTriangle, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatCount } from '../../lib/format-number.ts';

const columns: readonly Column<AgentView>[] = [
  { title: 'Service', cell: ({ service }) => <b>{service}</b> },
  { title: 'Instance', cell: ({ instance }) => <code>{instance}</code> },
  { title: 'Line', cell: (agent) => <Line agent={agent} /> },
  { title: 'Zone', cell: (agent) => <span className="nowrap">{placeOf(agent)}</span> },
  {
    title: 'Service version',
    cell: ({ version, runtime }) => (
      <span className="nowrap">
        {version}
        <div className="muted small">{runtime}</div>
      </span>
    ),
  },
  { title: 'Rules', cell: ({ activeRules }) => formatCount(activeRules), right: true },
  { title: 'Held calls', cell: ({ inFlight }) => formatCount(inFlight), right: true },
  { title: 'Left over', cell: ({ residue }) => <Residue residue={residue} /> },
  { title: 'Refused or skipped', cell: ({ counters }) => <Counters counters={counters} /> },
];

/** Agents in the order they come in. */
export function AgentsTable({ agents }: { agents: readonly AgentView[] }) {
  return <DataTable label="Agents" columns={columns} rows={agents} rowKey={({ instance }) => instance} />;
}

/** Most clouds name a zone after its region: then the zone says it all. */
function placeOf({ region, zone }: AgentView): string {
  if (!region || !zone) return region ?? zone ?? '–';
  return zone.startsWith(region) ? zone : `${region} / ${zone}`;
}

/** What it must not hold any more: named, because somebody has to restart that service. */
function Residue({ residue }: Pick<AgentView, 'residue'>) {
  if (residue.length === 0) return '–';
  return (
    <Tag tone="failed" icon={<IconAlertTriangle size={14} aria-hidden />}>
      {residue.map(({ experiment }) => experiment).join(', ')}
    </Tag>
  );
}

function Line({ agent }: { agent: AgentView }) {
  if (agent.connected) {
    return (
      <Tag tone="passed" icon={<IconPlugConnected size={14} aria-hidden />}>
        connected
      </Tag>
    );
  }
  return (
    <>
      <Tag icon={<IconPlugConnectedX size={14} aria-hidden />}>away</Tag>
      <div className="small muted nowrap">
        seen <Moment at={agent.lastSeenAt} />
      </div>
    </>
  );
}

function Counters({ counters }: { counters: AgentView['counters'] }) {
  const counted = Object.entries(counters).filter(([, count]) => count > 0);
  if (counted.length === 0) return <span className="muted">nothing</span>;
  return (
    <span className="small">
      {counted.map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${formatCount(count)}`).join(', ')}
    </span>
  );
}
