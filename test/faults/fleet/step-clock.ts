/** Preloaded: the wall clock of the whole process can be set wrong, as the agent reads it. */
const wallMs = Date.now.bind(Date);
let stepMs = 0;
process.on('message', (message: { type: string; ms: number }) => {
  if (message.type === 'step') stepMs = message.ms;
});
Date.now = () => wallMs() + stepMs;
