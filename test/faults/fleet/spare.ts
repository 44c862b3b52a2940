/**
 * A replica or light agents to be: loads what they run on, while another seed is in its play, and becomes one of them when
 * it is told its environment. Nothing it loads before has read that environment.
 */
const ROLES = {
  replica: {
    loads: () => import('@hormesis/server/app/compose.ts'),
    runs: () => import('@hormesis/server/app/main.ts'),
  },
  light: { loads: () => import('@hormesis/link/connect.ts'), runs: () => import('./light-agents.ts') },
};

const role = ROLES[process.argv[2] as keyof typeof ROLES];
process.once('message', (env: Record<string, string>) => {
  Object.assign(process.env, env);
  void role.runs();
});
await role.loads();
process.send?.({ type: 'ready' });
