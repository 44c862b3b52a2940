export { freePort } from '@hormesis/supervisor/free-port.ts';
