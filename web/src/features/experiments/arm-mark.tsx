import { IconScale, IconUserCheck, IconVaccine } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Tag } from '../../components/tag.tsx';

const arms = {
  treatment: { icon: IconVaccine, word: 'treatment' },
  control: { icon: IconScale, word: 'control' },
  tester: { icon: IconUserCheck, word: 'testers only' },
} as const;

/** An arm with its one colour and icon, and a figure behind it. */
export function ArmMark({ arm, children }: { arm: keyof typeof arms; children?: ReactNode }) {
  const { icon: Icon, word } = arms[arm];
  return (
    <Tag tone={arm} icon={<Icon size={14} aria-hidden />}>
      <span>
        {word}
        {children !== undefined && <> {children}</>}
      </span>
    </Tag>
  );
}
