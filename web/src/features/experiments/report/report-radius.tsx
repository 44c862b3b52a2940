import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { callGroupWords } from '../../../lib/fault-words.ts';
import { formatCount, formatUnits } from '../../../lib/format-number.ts';
import { injectedRequests, predictedRadius } from '../predicted-radius.ts';

/** What was predicted beside what was observed. */
export function ReportRadius({ experiment }: { experiment: ExperimentView }) {
  const { blastRadius, evidence, prediction } = experiment;
  const predicted = predictedRadius(experiment);
  const recent = injectedRequests(experiment);
  const rows: readonly [name: string, predicted: string | undefined, observed: string][] = [
    [
      'Users in treatment',
      predicted?.units,
      `${formatUnits(blastRadius.units.treatment, evidence.sampledOneIn)}, and ${formatUnits(blastRadius.units.control, evidence.sampledOneIn)} in control`,
    ],
    [
      'Requests in treatment',
      undefined,
      `${formatCount(blastRadius.requests.treatment)}, and ${formatCount(blastRadius.requests.control)} in control`,
    ],
    [
      'Faults',
      predicted?.faults,
      `${formatCount(blastRadius.injections)} injections${recent === null ? '' : `, in the last 10\u00a0s in ${formatCount(recent)} requests`}`,
    ],
    [
      'Services',
      predicted?.services,
      `${blastRadius.services.join(', ') || 'none'} (${blastRadius.services.length} of ${blastRadius.servicesTotal})`,
    ],
    ['Call groups', predicted?.callGroups, blastRadius.callGroups.map(callGroupWords).join(', ') || 'none'],
    ['Regions and zones', [...(prediction?.regions ?? []), ...(prediction?.zones ?? [])].join(', ') || undefined, '–'],
  ];
  return (
    <section>
      <h3>Blast radius</h3>
      <table aria-label="Blast radius">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Predicted</th>
            <th scope="col">Observed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, before, seen]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{before ?? '–'}</td>
              <td>{seen}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
