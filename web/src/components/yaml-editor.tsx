import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ReadYaml } from '../lib/read-yaml.ts';
import { unbroken } from '../lib/sentence.ts';
import { CopyText } from './copy-text.tsx';
import classes from './yaml-editor.module.css';

const PAUSE_MS = 400;
/** One wrong bracket makes every line after it wrong. */
const SAID = 5;

type YamlEditorProps<T> = {
  /** What it is, for those who hear the page. */
  label: string;
  text: string;
  /** Somebody wrote in it, and it was not read yet: before a reload perhaps. */
  unread: boolean;
  onText: (text: string) => void;
  read: (text: string) => Promise<ReadYaml<T>>;
  /** What the text says, whenever it can be read. */
  onDocument: (document: T, text: string) => void;
  /** Said before anybody typed, and when all could be read. */
  words: { untouched: string; read: string };
};

/** A document as text. What cannot be read is told with its line, and the form keeps what it had. */
export function YamlEditor<T>({ label, text, unread, onText, read: readText, onDocument, words }: YamlEditorProps<T>) {
  const [read, setRead] = useState<ReadYaml<T> | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [touched, setTouched] = useState(unread);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what somebody types is read
  useEffect(() => {
    if (!touched) return;
    let over = false;
    const timer = setTimeout(() => {
      readText(text).then(
        (result) => {
          if (over) return;
          setRead(result);
          setError(null);
          if (result.document) onDocument(result.document, text);
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
        aria-label={label}
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
        {problems.slice(0, SAID).map(({ line, message }) => (
          <p key={`${line} ${message}`} className={classes.problem}>
            {line !== null && <b>Line {line}: </b>}
            {unbroken(message)}
          </p>
        ))}
        {problems.length > SAID && (
          <p className="muted small">{problems.length - SAID} more, perhaps only because of the first.</p>
        )}
        {!error && problems.length === 0 && (
          <p className="muted small">{touched ? (read && !unread ? words.read : 'Reading …') : words.untouched}</p>
        )}
        <CopyText text={text} name="YAML" />
      </div>
    </div>
  );
}
