/** Where paced bytes come out. */
export interface PaceOutlet {
  /** Hands bytes to the caller; false: it can take no more until `Pace.resume`. */
  deliver(chunk: Buffer): boolean;
  /** All that was taken in is out, and the caller can take more: the source may go on. */
  drained(): void;
}

/** Bytes are handed on this often, milliseconds; less often when not even one byte is due. */
const TICK_MS = 50;

/**
 * Lets bytes through at a rate. The source is held back while bytes wait here, so that no more than one read of it is
 * ever kept. When `released` aborts, everything that waits comes out and what follows passes at full speed.
 */
export class Pace {
  readonly #tickMs: number;
  readonly #bytesPerTick: number;
  readonly #released: AbortSignal;
  readonly #outlet: PaceOutlet;
  #waiting: Buffer[] = [];
  /** Bytes that may pass now; never more than those of one tick are saved up. */
  #due = 0;
  #timer: NodeJS.Timeout | undefined;
  #callerTakes = true;
  #ended: (() => void) | null = null;
  #over = false;

  constructor(bytesPerSecond: number, released: AbortSignal, outlet: PaceOutlet) {
    this.#tickMs = Math.max(TICK_MS, Math.ceil(1_000 / bytesPerSecond));
    this.#bytesPerTick = (bytesPerSecond * this.#tickMs) / 1_000;
    this.#released = released;
    this.#outlet = outlet;
    released.addEventListener('abort', this.#letGo, { once: true });
  }

  /** Takes in the next bytes. False: bring no more until `drained`. */
  write(chunk: Buffer): boolean {
    if (this.#over) return true;
    if (this.#released.aborted) return this.#deliver(chunk);
    this.#waiting.push(chunk);
    this.#pass();
    return this.#waiting.length === 0 && this.#callerTakes;
  }

  /** The source has come to its end: `done` follows when the last byte is out. */
  end(done: () => void): void {
    if (this.#over || this.#ended !== null) return;
    this.#ended = done;
    if (this.#waiting.length === 0) this.#finish();
  }

  /** The caller can take more again. */
  resume(): void {
    this.#callerTakes = true;
    if (this.#over || this.#timer !== undefined) return;
    if (this.#waiting.length > 0) this.#schedule();
    else this.#outlet.drained();
  }

  /** Nothing more comes out. */
  stop(): void {
    this.#over = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#released.removeEventListener('abort', this.#letGo);
  }

  #deliver(chunk: Buffer): boolean {
    this.#callerTakes = this.#outlet.deliver(chunk);
    return this.#callerTakes;
  }

  /** Hands on what is due, and comes back for the rest. */
  #pass(): void {
    while (this.#waiting.length > 0 && this.#due >= 1 && this.#callerTakes && !this.#over) {
      const [first = Buffer.alloc(0), ...rest] = this.#waiting;
      const count = Math.min(Math.floor(this.#due), first.length);
      this.#due -= count;
      this.#waiting = count === first.length ? rest : [first.subarray(count), ...rest];
      this.#deliver(first.subarray(0, count));
    }
    if (this.#waiting.length > 0 && this.#callerTakes) this.#schedule();
  }

  // Not unref'd: the socket of a slow server would keep the process alive as well.
  #schedule(): void {
    if (this.#timer !== undefined || this.#over) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#due = Math.min(this.#due, this.#bytesPerTick) + this.#bytesPerTick;
      this.#pass();
      if (this.#waiting.length === 0) this.#emptied();
    }, this.#tickMs);
  }

  readonly #letGo = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // More than the caller asked for, once: at most the one read that was kept.
    for (const chunk of this.#waiting.splice(0)) this.#deliver(chunk);
    this.#emptied();
  };

  #emptied(): void {
    if (this.#over) return;
    if (this.#ended !== null) this.#finish();
    else if (this.#callerTakes) this.#outlet.drained();
  }

  #finish(): void {
    const ended = this.#ended;
    this.stop();
    ended?.();
  }
}
