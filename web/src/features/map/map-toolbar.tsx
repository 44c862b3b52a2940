import { Autocomplete, NativeSelect, SegmentedControl } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import classes from './map-toolbar.module.css';

export type Choice = { value: string; label: string };
export type Shape = 'map' | 'table';

type MapToolbarProps = {
  paths: readonly Choice[];
  path: string;
  onPath: (path: string) => void;
  experiments: readonly Choice[];
  experiment: string;
  onExperiment: (experiment: string) => void;
  /** Everything that can be found, by id. */
  findable: readonly Choice[];
  onFound: (id: string) => void;
  shape: Shape;
  onShape: (shape: Shape) => void;
};

/** Which path, which experiment, where is it, and as a map or as a table. */
export function MapToolbar(props: MapToolbarProps) {
  return (
    <div className={classes.toolbar}>
      <NativeSelect
        size="xs"
        aria-label="Critical path"
        className={classes.choice}
        value={props.path}
        onChange={(event) => props.onPath(event.currentTarget.value)}
        data={[{ value: '', label: 'Everything' }, ...props.paths]}
      />
      <NativeSelect
        size="xs"
        aria-label="Experiment laid over the map"
        className={classes.choice}
        value={props.experiment}
        onChange={(event) => props.onExperiment(event.currentTarget.value)}
        data={[
          { value: '', label: props.experiments.length > 0 ? 'No experiment' : 'No experiment is running' },
          ...props.experiments,
        ]}
      />
      <Find findable={props.findable} onFound={props.onFound} />
      <span className="grow" />
      <SegmentedControl
        size="xs"
        aria-label="Shape"
        data={[
          { value: 'map', label: 'Map' },
          { value: 'table', label: 'Table' },
        ]}
        value={props.shape}
        onChange={(value) => props.onShape(value === 'table' ? 'table' : 'map')}
      />
    </div>
  );
}

/** Finds a service or a call group by a piece of its name; "/" leads here from everywhere. */
function Find({ findable, onFound }: Pick<MapToolbarProps, 'findable' | 'onFound'>) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  useHotkeys([['/', () => input.current?.focus()]]);
  return (
    <Autocomplete
      ref={input}
      size="xs"
      className={classes.find}
      aria-label="Find a service or a call group"
      placeholder="Find a service or a call group   /"
      leftSection={<IconSearch size={14} aria-hidden />}
      data={findable.map(({ label }) => label)}
      limit={12}
      selectFirstOptionOnChange
      value={text}
      onChange={setText}
      onOptionSubmit={(label) => {
        const found = findable.find((each) => each.label === label);
        if (found) onFound(found.value);
        setText('');
        input.current?.blur();
      }}
    />
  );
}
