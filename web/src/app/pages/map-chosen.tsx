import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { CallGroupFlow, ExperimentView } from '@hormesis/contract/experiment.ts';
import { IconFlask } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { CallGroupHistory } from '../../features/experiments/call-group-history.tsx';
import { FlowWords } from '../../features/experiments/flow-words.tsx';
import type { MapEdge, MapGraph } from '../../features/map/graph/map-graph.ts';
import type { LiveMap } from '../../features/map/live-map.ts';
import { CallGroupPanel } from '../../features/map/panel/call-group-panel.tsx';
import { ServicePanel } from '../../features/map/panel/service-panel.tsx';
import { Part } from '../../features/map/panel/side-panel.tsx';
import { ScenariosOf } from '../../features/scenarios/scenarios-of.tsx';
import { useShell } from '../shell-context.ts';
import classes from './map-page.module.css';

type MapChosenProps = {
  id: string;
  graph: MapGraph;
  live: LiveMap;
  paths: readonly CriticalPath[];
  /** The one laid over the map. */
  experiment: ExperimentView | null;
  /** Changes whenever an experiment begins or ends. */
  moment: string;
  takesFocus: boolean;
  onChoose: (id: string) => void;
  onClose: () => void;
};

/** Everything known of the chosen service or call group, from all features. */
export function MapChosen({ id, graph, experiment, moment, ...rest }: MapChosenProps) {
  const edge = graph.edges.get(id);
  if (edge) {
    return (
      <CallGroupPanel key={id} edge={edge} {...rest}>
        {experiment && <InExperiment experiment={experiment} edge={edge} />}
        <DesignOn edge={edge} paths={rest.paths} />
        <Part title="When it failed on purpose">
          <CallGroupHistory callGroup={edge.id} moment={moment} />
        </Part>
        <Part title="Scenarios that fail it">
          <ScenariosOf callGroups={edge.callGroups} />
        </Part>
      </CallGroupPanel>
    );
  }
  const node = graph.nodes.get(id);
  if (!node) return null;
  const callGroup = `*>${node.kind === 'service' ? 'http' : node.protocol}:${node.name}`;
  return (
    <ServicePanel key={id} node={node} graph={graph} {...rest}>
      <Part title="When it failed on purpose">
        <CallGroupHistory callGroup={callGroup} moment={moment} />
      </Part>
      <Part title="Scenarios that fail it">
        <ScenariosOf callGroups={[callGroup]} />
      </Part>
    </ServicePanel>
  );
}

/** The way on to an experiment with these calls; only where a path lets them be failed, and for whoever may start one. */
function DesignOn({ edge, paths }: { edge: MapEdge; paths: readonly CriticalPath[] }) {
  const { mayOperate } = useShell();
  const navigate = useNavigate();
  const path = paths.find(({ allowlist }) => allowlist.some(({ callGroup }) => callGroup === edge.id));
  if (!path || !mayOperate) return null;
  const address = `/experiments/new?path=${path.name}&callGroup=${encodeURIComponent(edge.id)}`;
  return (
    <div className={classes.design}>
      <Button small icon={<IconFlask size={14} aria-hidden />} onClick={() => void navigate(address)}>
        Design an experiment
      </Button>
    </div>
  );
}

/** What the experiment that lies over the map did to these calls so far. */
function InExperiment({ experiment, edge }: { experiment: ExperimentView; edge: MapEdge }) {
  const flows = experiment.flows.filter((flow) => isOf(edge, flow));
  return (
    <Part title="In the running experiment">
      <p>
        <Link to={`/experiments/${experiment.id}`} className="link strong">
          {experiment.title}
        </Link>
      </p>
      {flows.length === 0 && <p className="muted">It has not met such a call yet.</p>}
      {flows.map((flow) => (
        <FlowWords key={flow.callGroup} flow={flow} />
      ))}
    </Part>
  );
}

function isOf({ id, callGroups }: MapEdge, { callGroup }: CallGroupFlow): boolean {
  return callGroup === id || callGroups.includes(callGroup);
}
