import type { Problem } from '@hormesis/contract/problems.ts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, adviceFor } from '../lib/api-error.ts';
import { upperFirst } from '../lib/sentence.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { Reasons } from './reasons.tsx';

type ErrorNoticeProps = {
  error: Error;
  title: string;
  action?: ReactNode;
  /** What is wrong with a document that was made in a form, in the words of that form; without it, by field and line. */
  problemWords?: (problem: Problem) => string;
};

/** Says what happened and what to do; refusals and problems are listed one by one. */
export function ErrorNotice({ error, title, action, problemWords }: ErrorNoticeProps) {
  const inWords = problemWords && error instanceof ApiError && error.code === 'invalid_document';
  return (
    <Banner
      tone="failed"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={title}
      action={
        <>
          <ReadAgain error={error} />
          {action}
        </>
      }
      urgent
    >
      {inWords ? (
        <Reasons reasons={error.problems.map((each) => ({ code: each.field, message: problemWords(each) }))} />
      ) : (
        <>
          <p>{headline(error)}</p>
          {error instanceof ApiError && <Details error={error} />}
        </>
      )}
    </Banner>
  );
}

/** Where something could not be read: reads it again. What somebody did is repeated where it was done. */
function ReadAgain({ error }: { error: Error }) {
  const failed = useQueryClient()
    .getQueryCache()
    .findAll({ type: 'active', predicate: ({ state }) => state.error === error });
  if (failed.length === 0) return null;
  return (
    <Button small onClick={() => failed.forEach((query) => void query.fetch().catch(() => {}))}>
      Try again
    </Button>
  );
}

/** Several refusals are listed one by one below: the sentence that holds them all would say them twice. */
function headline(error: Error): string {
  if (!(error instanceof ApiError) || error.refusals.length < 2) return upperFirst(error.message);
  return `Refused by ${error.refusals.length} limits:`;
}

function Details({ error }: { error: ApiError }) {
  const advice = adviceFor(error.code);
  const lines = [
    ...error.refusals.map(({ code, message }) => ({ code, message })),
    // A message that holds its problems would say them twice.
    ...error.problems
      .filter(({ message }) => !error.message.includes(message))
      .map(({ field, message }) => ({ code: field, message: `${field} ${message}` })),
  ].filter((line) => line.message !== error.message);
  return (
    <>
      {lines.length > 0 && <Reasons reasons={lines} />}
      {advice && <p className="muted">{advice}</p>}
    </>
  );
}
