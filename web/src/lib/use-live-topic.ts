import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type LineState, openLiveStream } from './live-stream.ts';
import { get } from './request.ts';
import { usePageVisible } from './use-page-visible.ts';
import { whenChanged } from './when-changed.ts';

export type Live<T> = {
  data: T | undefined;
  error: Error | null;
  /** `heardAtMs`: until when what is shown was known to hold, milliseconds of the browser's clock; 0 if never. */
  line: { name: 'connecting' } | { name: 'live' } | { name: Exclude<LineState, 'live'>; heardAtMs: number };
  /** When the shown data arrived, milliseconds of the browser's clock; 0 before any. */
  dataAtMs: number;
};

/**
 * Reads `path` once and then follows its topic. A hidden tab closes its stream: browsers allow six connections to one
 * host over HTTP/1.1, and forgotten tabs must not keep a halt waiting for a free one.
 */
export function useLiveTopic<T>(
  topic: string,
  path: string,
  onSignedOut: () => void,
  onEvent: (event: string, data: unknown) => void = nothing,
): Live<T> {
  const client = useQueryClient();
  const key: QueryKey = ['live', topic];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<T>(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [line, setLine] = useState<Live<T>['line']>({ name: 'connecting' });
  const visible = usePageVisible();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is made of the topic, the callbacks are stable
  useEffect(() => {
    if (!visible) return;
    // Beats count too: they say that what was sent last still holds.
    let heardAtMs = 0;
    const tellLine = whenChanged((name: LineState) => setLine((before) => lineAfter(before, name, heardAtMs)));
    return openLiveStream(topic, {
      onData: (data) => {
        void client.cancelQueries({ queryKey: key });
        client.setQueryData(key, data as T);
      },
      onEvent,
      onLine: (name) => {
        if (name === 'live') heardAtMs = Date.now();
        tellLine(name);
      },
      onSignedOut,
    });
  }, [topic, visible, client]);

  return { data: query.data, error: query.error, line, dataAtMs: query.dataUpdatedAt };
}

/** The same object while nothing changes: a beat draws nothing anew. What was heard before a tab was hidden is not forgotten. */
function lineAfter(before: Live<unknown>['line'], name: LineState, heardAtMs: number): Live<unknown>['line'] {
  if (name === before.name) return before;
  if (name === 'live') return { name };
  return { name, heardAtMs: 'heardAtMs' in before ? before.heardAtMs : heardAtMs };
}

function nothing(): void {}
