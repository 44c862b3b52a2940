import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { Shape } from './map-toolbar.tsx';

type RunningOnMap = { id: string; path: string; population: 'live' | 'tester' };

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
 * What somebody looks at, kept in the address: it can be sent to others. Where nothing was said, the only path is meant,
 * and the only experiment of what is looked at.
 */
export function useMapChoice(paths: readonly { name: string }[], running: readonly RunningOnMap[]): MapChoice {
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
  const path = said(
    parameters.get('path'),
    paths.map(({ name }) => name),
    only(paths)?.name,
  );
  return {
    path,
    experiment: said(
      parameters.get('experiment'),
      running.map(({ id }) => id),
      usualExperiment(running, path),
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

function said(value: string | null, known: readonly string[], usual = ''): string {
  if (value === NONE) return '';
  if (value !== null) return known.includes(value) ? value : '';
  return usual;
}

/** Of the path that is looked at, or of any: the one on live traffic; where there is none, the one for testers. Of several none. */
export function usualExperiment(running: readonly RunningOnMap[], path: string): string {
  const there = running.filter((each) => path === '' || each.path === path);
  const live = there.filter(({ population }) => population === 'live');
  return only(live.length > 0 ? live : there)?.id ?? '';
}

function only<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}
