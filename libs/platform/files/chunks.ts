/** Bytes per row: large enough to be few, small enough to hold several in memory. */
export const chunkBytes = 256 * 1024;

/** Cuts a stream of buffers of any size into chunks of exactly `size` bytes; the last one may be shorter. */
export async function* chunksOf(
  stream: AsyncIterable<Uint8Array>,
  size = chunkBytes,
): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    waiting.push(piece);
    length += piece.length;
    if (length < size) continue;
    const joined = Buffer.concat(waiting);
    let start = 0;
    for (; joined.length - start >= size; start += size) yield joined.subarray(start, start + size);
    waiting = start < joined.length ? [joined.subarray(start)] : [];
    length = joined.length - start;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
