import type { StageAdvice } from '@hormesis/contract/prediction.ts';
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { inUnits, TypedField } from '../../../components/typed-field.tsx';
import { formatDuration, formatExactDuration } from '../../../lib/format-duration.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { parseDuration } from '../../../lib/parse-duration.ts';
import type { StageDraft } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import classes from './ramp-step.module.css';

const percent = inUnits(10_000);
const time = { parse: parseDuration, format: formatExactDuration };

type StageTableProps = {
  stages: readonly StageDraft[];
  advice: readonly StageAdvice[];
  onChange: (change: Change) => void;
};

/** Each stage with what it can tell and what it may cost. */
export function StageTable({ stages, advice, onChange }: StageTableProps) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="Stages">
        <thead>
          <tr>
            <th scope="col">share</th>
            <th scope="col" data-field>
              hold at least
            </th>
            <Head first="users" second="exposed" />
            <Head first="an outage is" second="caught in" />
            <Head first="a doubling is" second="caught in" />
            <Head first="hurt if nothing" second="hides it" />
            <Head first="gate opens" second="after" />
            <td aria-hidden />
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, index) => {
            const told = advice[index]?.trafficPpm === stage.trafficPpm ? advice[index] : undefined;
            const number = index + 1;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stage is what stands at its place
              <tr key={index}>
                <td data-field>
                  <TypedField
                    label={`Share of stage ${number}`}
                    value={stage.trafficPpm}
                    {...percent}
                    unit="%"
                    width={68}
                    error={shareError(stages, index)}
                    onChange={(trafficPpm) => onChange({ kind: 'stage', index, stage: { trafficPpm } })}
                  />
                </td>
                <td data-field>
                  <TypedField
                    label={`Hold of stage ${number}`}
                    value={stage.holdMs}
                    {...time}
                    width={88}
                    onChange={(holdMs) => onChange({ kind: 'stage', index, stage: { holdMs } })}
                  />
                </td>
                <td>{told ? formatCount(told.exposedUnits) : '–'}</td>
                <td>{seconds(told?.outageSeconds)}</td>
                <td>{seconds(told?.doublingSeconds)}</td>
                <td>{told?.usersHurt === null || !told ? '–' : formatCount(told.usersHurt)}</td>
                <td>{seconds(told?.gateSeconds)}</td>
                <td>
                  {stages.length > 1 && (
                    <ActionIcon
                      variant="subtle"
                      size="sm"
                      color="gray"
                      aria-label={`Remove stage ${number}`}
                      onClick={() => onChange({ kind: 'remove-stage', index })}
                    >
                      <IconX size={14} aria-hidden />
                    </ActionIcon>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Head({ first, second }: { first: string; second: string }) {
  return (
    <th scope="col">
      {first}
      <br />
      {second}
    </th>
  );
}

/** Shares only rise; told where it is typed, before anybody is asked. */
function shareError(stages: readonly StageDraft[], index: number): string | undefined {
  const share = stages[index]?.trafficPpm;
  const before = stages[index - 1]?.trafficPpm;
  if (share === null || share === undefined) return undefined;
  if (share < 1 || share > 1_000_000) return 'above 0, up to 100';
  return before !== null && before !== undefined && share <= before ? 'must rise' : undefined;
}

/** To what a person plans with: seconds below a minute, then two units; `–` when it is not found within a month. */
function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const ms = value * 1_000;
  return formatDuration(ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000);
}
