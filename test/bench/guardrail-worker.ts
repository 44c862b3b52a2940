import { parentPort } from 'node:worker_threads';
import { type Job, work } from './guardrail-jobs.ts';

/** One of the threads of the guardrail bench: does a job, tells its result, waits for the next. */
parentPort?.on('message', (job: Job) => parentPort?.postMessage(work(job)));
