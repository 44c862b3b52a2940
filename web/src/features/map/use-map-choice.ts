import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { Shape } from './map-toolbar.tsx';

export type MapChoice = {
  /** Name of a path, or empty for everything. */
  path: string;
  /** Id of the experiment laid over the map, or empty. */
  experiment: string;
  chosen: string | null;
  shape: Shape;
  setPath: (path: string) => void;
  setExperiment: (experiment: string) => void;
  setShape: (shape: Shape) => void;
  choose: (id: string | null) => void;
};

/**
 * What somebody looks at, kept in the address: it can be sent to others. Where nothing was said, the only path and the
 * only running experiment are meant.
 */
export function useMapChoice(paths: readonly { name: string }[], running: readonly { id: string }[]): MapChoice {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (name: string, value: string | null) =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return {
    path: said(
      parameters.get('path'),
      paths.map(({ name }) => name),
    ),
    experiment: said(
      parameters.get('experiment'),
      running.map(({ id }) => id),
    ),
    chosen: parameters.get('chosen'),
    shape: parameters.get('shape') === 'table' ? 'table' : 'map',
    setPath: (path) => set('path', path || NONE),
    setExperiment: (experiment) => set('experiment', experiment || NONE),
    setShape: (shape) => set('shape', shape === 'table' ? 'table' : null),
    choose: useCallback((id) => set('chosen', id), [set]),
  };
}

const NONE = 'none';

function said(value: string | null, known: readonly string[]): string {
  if (value === NONE) return '';
  if (value !== null) return known.includes(value) ? value : '';
  return known.length === 1 ? (known[0] ?? '') : '';
}
