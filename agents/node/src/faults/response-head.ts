/** A head longer than this is none; bytes. Node refuses longer ones anyway. */
const MAX_HEAD_BYTES = 256 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
/** `100 Continue`, `103 Early Hints`: another head follows. */
const INFORMATION = /^HTTP\/1\.\d 1(?!01)\d\d /;

/** Tells the head of an HTTP/1.1 response (RFC 9112) from what follows it, in bytes that come in pieces. */
export class ResponseHead {
  #begun = Buffer.alloc(0);
  #whole = false;

  /** The bytes that belong to the head, once it is whole, and those that come after it. */
  take(chunk: Buffer): { readonly head: Buffer | null; readonly rest: Buffer | null } {
    if (this.#whole) return { head: null, rest: chunk };
    const bytes = Buffer.concat([this.#begun, chunk]);
    let end = 0;
    while (!this.#whole) {
      const mark = bytes.indexOf(END_OF_HEAD, end);
      if (mark === -1) break;
      this.#whole = !INFORMATION.test(bytes.toString('latin1', end, end + 20));
      end = mark + END_OF_HEAD.length;
    }
    if (!this.#whole && bytes.length - end <= MAX_HEAD_BYTES) this.#begun = bytes.subarray(end);
    else this.#whole = true;
    const rest = this.#whole && end < bytes.length ? bytes.subarray(end) : null;
    return { head: end > 0 ? bytes.subarray(0, end) : null, rest };
  }
}
