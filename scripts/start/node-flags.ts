/**
 * How Node runs one of our programs, here as in `npm run start:*` and the images. A worker that may take half a gigabyte collects
 * before it has taken it: without a limit a large campaign leaves garbage lying around for as long as the machine has memory.
 */
export function nodeFlags(program: string): string[] {
  return program === 'worker'
    ? ['--enable-source-maps', '--max-old-space-size=512']
    : ['--enable-source-maps'];
}
