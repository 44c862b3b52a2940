import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { openLiveStream } from './live-stream.ts';
import { get } from './request.ts';
import { usePageVisible } from './use-page-visible.ts';

export type Live<T> = {
  data: T | undefined;
  error: Error | null;
  line: 'connecting' | 'live' | 'lost';
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
  const [line, setLine] = useState<Live<T>['line']>('connecting');
  const visible = usePageVisible();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is made of the topic, the callbacks are stable
  useEffect(() => {
    if (!visible) return;
    return openLiveStream(topic, {
      onData: (data) => {
        void client.cancelQueries({ queryKey: key });
        client.setQueryData(key, data as T);
      },
      onEvent,
      onLine: setLine,
      onSignedOut,
    });
  }, [topic, visible, client]);

  return { data: query.data, error: query.error, line, dataAtMs: query.dataUpdatedAt };
}

function nothing(): void {}
