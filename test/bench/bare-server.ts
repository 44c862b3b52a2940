/** A WebSocket server that does nothing but broadcast once and count the replies: what the halt is measured beside. */
import { performance } from 'node:perf_hooks';
import { WebSocketServer } from 'ws';

const clients = Number(process.argv[2]);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
let replies = 0;
let beganMs = 0;

server.on('connection', (socket) => {
  socket.on('message', () => {
    replies += 1;
    if (replies === clients) process.send?.({ repliedMs: performance.now() - beganMs });
  });
});
server.on('listening', () => {
  const address = server.address();
  process.send?.({ url: `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` });
});
process.on('message', () => {
  beganMs = performance.now();
  const frame = JSON.stringify({ type: 'halt', halt: 'bench', experiments: 'all' });
  for (const socket of server.clients) socket.send(frame);
});
