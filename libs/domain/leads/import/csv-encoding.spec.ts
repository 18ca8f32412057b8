import { asUtf8, EncodingProbe } from './csv-encoding';

function probe(bytes: Buffer, chunk = bytes.length || 1): string {
  const watcher = new EncodingProbe();
  for (let at = 0; at < bytes.length; at += chunk) watcher.see(bytes.subarray(at, at + chunk));
  return watcher.result();
}
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('encoding of a file', () => {
  it.each<[string, Buffer, string]>([
    ['ASCII', Buffer.from('a,b\n'), 'utf-8'],
    ['UTF-8', Buffer.from('José,€\n'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffa,b\n'), 'utf-8'],
    ['UTF-16 LE with a mark', Buffer.from('\ufeffa,b', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', utf16be('\ufeffa,b'), 'utf-16be'],
    ['UTF-16 LE without', Buffer.from('name,mail', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE without', utf16be('name,mail'), 'utf-16be'],
    ['Latin-1', Buffer.from('José,Größe\n', 'latin1'), 'windows-1252'],
    ['UTF-8 that breaks off', Buffer.from('José').subarray(0, 4), 'windows-1252'],
    ['nothing', Buffer.alloc(0), 'utf-8'],
  ])('%s', (_what, bytes, encoding) => expect(probe(bytes)).toBe(encoding));

  it('does not mind where the chunks are cut', () => {
    expect(probe(Buffer.from('José,€,𝒳\n'.repeat(20)), 1)).toBe('utf-8');
    expect(probe(Buffer.concat([Buffer.from('a'.repeat(99)), Buffer.from([0xe9])]), 10)).toBe('windows-1252');
  });

  it.each([
    ['a zip', Buffer.from('PK\x03\x04')],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['zeros in text', Buffer.from('a,b\0c\n'.repeat(9))],
  ])('refuses %s', (_what, bytes) =>
    expect(() => probe(bytes)).toThrow(expect.objectContaining({ code: 'csv_not_text' })),
  );

  it.each([
    ['utf-8', Buffer.from('\ufeffJosé 𝒳')],
    ['utf-16le', Buffer.from('\ufeffJosé 𝒳', 'utf16le')],
    ['utf-16be', utf16be('\ufeffJosé 𝒳')],
  ] as const)('reads %s byte by byte', async (encoding, bytes) => {
    async function* slowly() {
      for (const byte of bytes) yield Buffer.from([byte]);
    }
    const out: Buffer[] = [];
    for await (const chunk of asUtf8(slowly(), encoding)) out.push(chunk);
    expect(Buffer.concat(out).toString('utf8')).toBe('José 𝒳');
  });
});
