import type { GuardedKpi } from '@hormesis/contract/kpi.ts';
import type { KpiBaseline, PathBaseline } from '@hormesis/contract/path-baseline.ts';
import { ActionIcon, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { TypedField } from '../../components/typed-field.tsx';
import { formatExactDuration } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatMeasuredShare } from '../../lib/format-share.ts';
import { parseDuration } from '../../lib/parse-duration.ts';
import type { PathDraft } from './path-draft.ts';
import classes from './path-editor.module.css';

const time = { parse: parseDuration, format: formatExactDuration };

type KpisPanelProps = { path: PathDraft; baseline: PathBaseline | undefined; onChange: (path: PathDraft) => void };

/** What counts as harm and halts an experiment, and how much of it is usual. */
export function KpisPanel({ path, baseline, onChange }: KpisPanelProps) {
  const kpis = path.kpis ?? [];
  const setKpis = (next: GuardedKpi[]) => onChange({ ...path, kpis: next.length > 0 ? next : undefined });
  const usual = (kpi: string) => <Usual usual={baseline?.kpis.find((each) => each.kpi === kpi)} />;
  return (
    <Panel
      title="What counts as harm"
      aside={baseline && <span className="muted small">usual, when nothing is failed on purpose</span>}
    >
      <ul className={classes.kpis}>
        <li>
          <span>A user who failed: a request got an error, or no whole answer within</span>
          <TypedField
            label="Deadline"
            value={path.deadlineMs}
            {...time}
            onChange={(deadlineMs) => onChange({ ...path, deadlineMs })}
          />
          <span className={classes.usual}>{usual('failed')}</span>
        </li>
        <li>
          <Switch
            size="xs"
            label="A user who waited longer than"
            checked={kpis.includes('slow')}
            onChange={(event) =>
              setKpis(event.currentTarget.checked ? ['slow', ...kpis] : kpis.filter((each) => each !== 'slow'))
            }
          />
          <TypedField
            label="Objective"
            value={path.objectiveMs}
            {...time}
            onChange={(objectiveMs) => onChange({ ...path, objectiveMs })}
          />
          <span className={classes.usual}>{usual('slow')}</span>
        </li>
        {kpis.map((kpi, index) => {
          if (typeof kpi === 'string') return null;
          const set = (change: Partial<typeof kpi>) =>
            setKpis(kpis.map((each, at) => (at === index ? { ...kpi, ...change } : each)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a KPI is what stands at its place
            <li key={index}>
              <span>A user whose application did not tell</span>
              <TextInput
                size="xs"
                w={130}
                aria-label="Event"
                value={kpi.missing}
                onChange={(event) => set({ missing: event.currentTarget.value })}
              />
              <span>within</span>
              <TypedField
                label={`Time for ${kpi.missing}`}
                value={kpi.withinMs}
                {...time}
                onChange={(withinMs) => withinMs !== null && set({ withinMs })}
              />
              <span>counted as one who</span>
              <TextInput
                size="xs"
                w={170}
                aria-label={`Words for ${kpi.missing}`}
                placeholder={`did not reach ${kpi.missing}`}
                value={kpi.words ?? ''}
                onChange={(event) => set({ words: event.currentTarget.value || undefined })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Remove ${kpi.missing}`}
                onClick={() => setKpis(kpis.filter((_, at) => at !== index))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
              <span className={classes.usual}>{usual(`missing:${kpi.missing}`)}</span>
            </li>
          );
        })}
      </ul>
      <Button
        small
        icon={<IconPlus size={14} aria-hidden />}
        onClick={() => setKpis([...kpis, { missing: 'play_start', withinMs: 3_000 }])}
      >
        Something users came for
      </Button>
    </Panel>
  );
}

/** `0.19 % · 12 of 6,000 requests in the last hour`. */
function Usual({ usual }: { usual: KpiBaseline | undefined }) {
  if (!usual) return null;
  const { of, counted, harmed, experiment } = usual;
  if (of === null) {
    const why = usual.kpi === 'failed' ? 'no traffic within the last hour' : 'no experiment has counted it';
    return <span className="muted">not known yet: {why}</span>;
  }
  return (
    <>
      <b>{formatMeasuredShare(harmed, counted)}</b>
      <span className="muted">
        {' · '}
        {formatCount(harmed)} of {formatCount(counted)} {of}
        {experiment === null ? ' in the last hour' : ' in control of the '}
        {experiment !== null && (
          <Link to={`/experiments/${experiment}`} className="link strong">
            last experiment
          </Link>
        )}
      </span>
    </>
  );
}
