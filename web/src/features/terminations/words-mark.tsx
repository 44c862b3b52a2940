import { Tag } from '../../components/tag.tsx';
import { unbroken } from '../../lib/sentence.ts';
import type { Words } from './termination-words.ts';

/** A state as a mark, with what there is to say of it below. */
export function WordsMark({ words: { tone, words, detail } }: { words: Words }) {
  return (
    <>
      <Tag tone={tone}>{words}</Tag>
      {detail && <div className="small muted">{unbroken(detail)}</div>}
    </>
  );
}
