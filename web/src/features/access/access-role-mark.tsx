import type { AccessRole } from '@hormesis/contract/access.ts';
import { IconEye, IconPlayerPlay, IconRobot, IconShieldCheck } from '@tabler/icons-react';
import { Tag } from '../../components/tag.tsx';

const icons = { viewer: IconEye, operator: IconPlayerPlay, admin: IconShieldCheck, agent: IconRobot } as const;

/** What somebody may do, in one word with its icon. */
export function AccessRoleMark({ role }: { role: AccessRole }) {
  const Icon = icons[role];
  return <Tag icon={<Icon size={14} aria-hidden />}>{role}</Tag>;
}
