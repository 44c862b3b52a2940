import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { byPerson, givenReason, haltSentence, verdictSentences } from '@hormesis/contract/experiment-words.ts';
import { IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { breakerNotes } from './breaker-notes.ts';
import { verdictIcons } from './verdict-mark.tsx';

/** The end of an experiment: its verdict, why, and for a halt by whom. `confirmation` is what the agents said. */
export function VerdictBanner({ experiment, confirmation }: { experiment: ExperimentView; confirmation?: ReactNode }) {
  const { verdict, state, reason, population } = experiment;
  if (state.name !== 'halted' && state.name !== 'completed') return null;
  const byHand = state.name === 'halted' && byPerson(state.reason);
  const given = state.name === 'halted' ? givenReason(state.by, reason) : '';
  const Icon = verdict ? verdictIcons[verdict] : IconHandStop;
  return (
    <Banner
      tone={verdict ?? 'neutral'}
      icon={<Icon size={20} aria-hidden />}
      title={
        verdict
          ? verdictSentences[verdict]
          : population === 'tester'
            ? 'Ended, without a verdict: testers only.'
            : 'Stopped.'
      }
    >
      {reason && !byHand && <p>{unbroken(reason)}</p>}
      {state.name === 'halted' && (
        <p>
          {haltSentence(state.reason)}
          {byHand && <> by {state.by}</>}, <Moment at={state.at} />
          {byHand && given && <>: {unbroken(given)}</>}
          {state.detail && state.detail !== reason && <>: {unbroken(state.detail)}</>}
        </p>
      )}
      {breakerNotes(experiment).map((note) => (
        <p key={note}>{note}</p>
      ))}
      {confirmation}
    </Banner>
  );
}
