import type { Identity } from '@hormesis/contract/access.ts';
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { signOut } from '../features/access/api/sign-out.ts';
import { useAction } from '../lib/use-action.ts';
import classes from './person-menu.module.css';

const schemes = {
  auto: { icon: IconDeviceDesktop, next: 'light', word: 'follows the system' },
  light: { icon: IconSun, next: 'dark', word: 'light' },
  dark: { icon: IconMoon, next: 'auto', word: 'dark' },
} as const;

/** Who is signed in, sign out, and the switch between dark, light and the system's choice. */
export function PersonMenu({ identity }: { identity: Identity }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const end = useAction(signOut, () => {
    client.clear();
    void navigate('/sign-in', { replace: true });
  });
  return (
    <div className={classes.place}>
      <SchemeSwitch />
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Signed in as ${identity.name}`}
            className={classes.icon}
          >
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label className={classes.label}>
            Signed in as {identity.name}
            {identity.name !== identity.role && <>, {identity.role}</>}
          </Menu.Label>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => end.run({})}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { icon: Icon, next, word } = schemes[colorScheme];
  const label = `Colours: ${word}. Change to ${schemes[next].word}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      className={classes.icon}
      onClick={() => setColorScheme(next)}
      aria-label={label}
      title={label}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
