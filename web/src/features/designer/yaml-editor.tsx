import type { Scenario } from '@hormesis/contract/scenario.ts';
import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { CopyText } from '../../components/copy-text.tsx';
import { lintScenario } from './api/lint-scenario.ts';
import { type ReadYaml, readYaml } from './read-yaml.ts';
import classes from './yaml-editor.module.css';

const PAUSE_MS = 400;

type YamlEditorProps = {
  text: string;
  /** Somebody wrote in it, and it was not read yet: before a reload perhaps. */
  unread: boolean;
  onText: (text: string) => void;
  /** What the text says, whenever it can be read. */
  onScenario: (scenario: Scenario, text: string) => void;
};

/** The design as text. What cannot be read is told with its line, and the form keeps what it had. */
export function YamlEditor({ text, unread, onText, onScenario }: YamlEditorProps) {
  const [read, setRead] = useState<ReadYaml | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [touched, setTouched] = useState(unread);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what somebody types is read
  useEffect(() => {
    if (!touched) return;
    let over = false;
    const timer = setTimeout(() => {
      readYaml(text, lintScenario).then(
        (result) => {
          if (over) return;
          setRead(result);
          setError(null);
          if (result.scenario) onScenario(result.scenario, text);
        },
        (cause: Error) => !over && setError(cause),
      );
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, touched]);

  const problems = read?.problems ?? [];
  return (
    <div className={classes.editor}>
      <Textarea
        aria-label="Scenario as YAML"
        autosize
        minRows={22}
        maxRows={40}
        spellCheck={false}
        classNames={{ input: classes.text ?? '' }}
        value={text}
        error={problems.some(({ line }) => line !== null)}
        onChange={(event) => {
          setTouched(true);
          onText(event.currentTarget.value);
        }}
      />
      <div className={classes.below} aria-live="polite">
        {error && <p className={classes.problem}>It could not be checked: {error.message} What you typed is kept.</p>}
        {problems.map(({ line, message }) => (
          <p key={`${line} ${message}`} className={classes.problem}>
            {line !== null && <b>Line {line}: </b>}
            {message}
          </p>
        ))}
        {!error && problems.length === 0 && (
          <p className="muted small">
            {touched && read
              ? 'Read: the form and the preview show this.'
              : 'Change it here or in the form: both are the same design.'}
          </p>
        )}
        <CopyText text={text} name="YAML" />
      </div>
    </div>
  );
}
