import type { Preview } from '@hormesis/contract/preview.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { newIdempotencyKey } from '../../../lib/idempotency-key.ts';
import { post } from '../../../lib/request.ts';
import type { Design } from '../design.ts';
import { timeOf, type WrittenScenario } from '../scenario-document.ts';

/**
 * What the design would touch, tell and cost now; while nobody answers, what was told last and at which time. `moment` changes when limits may have changed; null: nothing to ask.
 */
export function usePreview(document: WrittenScenario | null, when: Design['when'], moment: string) {
  const body = document && { scenario: document.name, document, ...timeOf({ when }) };
  const [last, setLast] = useState<{ preview: Preview; atMs: number } | null>(null);
  const { data, error, isPlaceholderData, dataUpdatedAt } = useQuery({
    queryKey: ['design-preview', JSON.stringify(body), moment],
    queryFn: () => post<Preview>('/experiments/preview', body ?? {}, newIdempotencyKey()),
    enabled: body !== null,
    placeholderData: (before) => before,
    // Each is asked for once: the next change asks anew.
    gcTime: 60_000,
  });
  useEffect(() => {
    if (data && !isPlaceholderData) setLast({ preview: data, atMs: dataUpdatedAt });
  }, [data, isPlaceholderData, dataUpdatedAt]);
  return { data: data ?? last?.preview, error, atMs: last?.atMs ?? dataUpdatedAt };
}
