/** Counts what arrives, by the second of the monotonic clock. */
export class Flood {
  readonly #frames: number;
  readonly #bytes: number;
  #second = Number.NaN;
  #framesSeen = 0;
  #bytesSeen = 0;

  constructor(framesPerSecond: number, bytesPerSecond: number) {
    this.#frames = framesPerSecond;
    this.#bytes = bytesPerSecond;
  }

  /** Takes in one frame; true when it is more than this second may bring. */
  isOver(bytes: number, nowMs: number = performance.now()): boolean {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#framesSeen = 0;
      this.#bytesSeen = 0;
    }
    this.#framesSeen += 1;
    this.#bytesSeen += bytes;
    return this.#framesSeen > this.#frames || this.#bytesSeen > this.#bytes;
  }
}
