import classes from './code-block.module.css';

/** Text to be read or copied as it is; it scrolls by keyboard too. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={classes.block} aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}
