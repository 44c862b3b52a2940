import { NavLink } from 'react-router';
import classes from './navigation.module.css';

const pages = [
  { to: '/', name: 'Now' },
  { to: '/map', name: 'Map' },
  { to: '/paths', name: 'Critical paths' },
  { to: '/experiments', name: 'Experiments' },
  { to: '/scenarios', name: 'Scenarios' },
  { to: '/game-days', name: 'Game days' },
  { to: '/terminations', name: 'Terminations' },
  { to: '/findings', name: 'Findings' },
  { to: '/agents', name: 'Agents' },
  { to: '/audit', name: 'Audit' },
  { to: '/settings', name: 'Settings' },
] as const;

type NavigationProps = { running: number; gameDays: number; findings: number };

/** The pages there are. */
export function Navigation({ running, gameDays, findings }: NavigationProps) {
  return (
    <nav className={classes.nav} aria-label="Pages">
      {pages.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === '/'}>
          {name}
          {to === '/experiments' && running > 0 && <small title={`${running} running`}>{running}</small>}
          {to === '/game-days' && gameDays > 0 && <small title={`${gameDays} on`}>{gameDays}</small>}
          {to === '/findings' && findings > 0 && <small title={`${findings} open`}>{findings}</small>}
        </NavLink>
      ))}
    </nav>
  );
}
