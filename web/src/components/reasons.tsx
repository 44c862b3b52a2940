import { upperFirst } from '../lib/sentence.ts';
import classes from './reasons.module.css';

/** Reasons, one a line. */
export function Reasons({ reasons }: { reasons: readonly { code: string; message: string }[] }) {
  return (
    <ul className={classes.reasons}>
      {reasons.map(({ code, message }) => (
        <li key={`${code} ${message}`}>{upperFirst(message)}</li>
      ))}
    </ul>
  );
}
