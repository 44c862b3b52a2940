import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { useEffect, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { type Design, emptyDesign } from '../../features/designer/design.ts';
import { Designer } from '../../features/designer/designer.tsx';
import { Drafts } from '../../features/designer/drafts.ts';
import { usualFault } from '../../features/designer/fault-kinds.ts';
import { withDocument } from '../../features/designer/scenario-document.ts';
import { useScenarios } from '../../features/scenarios/api/list-scenarios.ts';
import { newIdempotencyKey } from '../../lib/idempotency-key.ts';
import { useLiveTopic } from '../../lib/use-live-topic.ts';
import { useShell } from '../shell-context.ts';
import { Unfinished } from './unfinished-designs.tsx';

/** Design an experiment. The address names the draft, so a reload goes on where one was, and each tab has its own. */
export function DesignerPage() {
  const { now, identity, mayOperate, onSignedOut } = useShell();
  const topology = useLiveTopic<Topology>('topology', '/topology', onSignedOut);
  const scenarios = useScenarios();
  const [parameters, setParameters] = useSearchParams();
  const drafts = useMemo(() => new Drafts(identity.name), [identity.name]);
  const draftId = parameters.get('draft');

  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft gets its id once
  useEffect(() => {
    if (draftId !== null) return;
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('draft', newIdempotencyKey().slice(0, 8));
        return next;
      },
      { replace: true },
    );
  }, [draftId]);

  const unread = { heading: 'Design an experiment', label: 'Reading what can be failed' };
  if (!now.data || draftId === null || scenarios.isPending) {
    const error = now.data ? null : now.error;
    return <PageUnread {...unread} error={error} title="The critical paths could not be read." />;
  }
  const wanted = parameters.get('scenario');
  const kept = drafts.read(draftId);
  // Without what somebody came to change, an empty form would pass for it.
  if (wanted && !kept && scenarios.error && !scenarios.data)
    return <PageUnread {...unread} error={scenarios.error} title={`The scenario ${wanted} could not be read.`} />;
  const from = scenarios.data?.find(({ name }) => name === wanted);
  return (
    <>
      {topology.error && !topology.data && (
        <ErrorNotice error={topology.error} title="The calls that were seen could not be read." />
      )}
      {wanted && !from && scenarios.data && (
        <p>
          There is no scenario {wanted}. <Link to="/scenarios">All scenarios</Link>
        </p>
      )}
      <Unfinished drafts={drafts} except={draftId} />
      <Designer
        key={draftId}
        drafts={drafts}
        draftId={draftId}
        initial={kept?.design ?? firstDesign(now.data, parameters, from)}
        paths={now.data.paths}
        topology={topology.data}
        takenNames={scenarios.data?.map(({ name }) => name) ?? []}
        moment={`${now.line} ${momentOf(now.data)}`}
        mayOperate={mayOperate}
      />
    </>
  );
}

/** What somebody brought along: a path, a call group of it, or a scenario to begin with. */
function firstDesign(now: Now, parameters: URLSearchParams, from: ScenarioView | undefined): Design {
  if (from) return designFrom(from, now);
  const callGroup = parameters.get('callGroup');
  const allows = ({ path }: Now['paths'][number]) => path.allowlist.some((entry) => entry.callGroup === callGroup);
  const [only, another] = now.paths;
  const path =
    now.paths.find(({ name }) => name === parameters.get('path')) ??
    (callGroup === null ? undefined : now.paths.find(allows)) ??
    (another ? undefined : only);
  const design = emptyDesign(path?.name);
  if (callGroup === null || !path || !allows(path)) return design;
  return { ...design, faults: [{ callGroup, fault: usualFault('error', path.path) }] };
}

/** One that is kept in a file is read-only, so what is made of it gets a name of its own. */
function designFrom({ scenario, source, version }: ScenarioView, now: Now): Design {
  const path = now.paths.find(({ name }) => name === scenario.path)?.path;
  const design = withDocument(emptyDesign(), scenario);
  // Neither has stages: then they are proposed, as for what is designed anew.
  const ramped: Design =
    scenario.ramp || !path?.ramp ? design : { ...design, rampFrom: 'path', stages: path.ramp.stages };
  if (source === 'file') return { ...ramped, name: '' };
  return { ...ramped, saved: { name: scenario.name, version } };
}

/** Changes whenever what would refuse a start may have changed. */
function momentOf({ status, running, findings }: Now): string {
  const states = running.map(({ id, state }) => `${id}:${state.name}`);
  return [status.hold.on, status.agents.connected > 0, findings.lastEvent, ...states].join(' ');
}
