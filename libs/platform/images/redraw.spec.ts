import sharp from 'sharp';
import { redrawSquare } from './redraw';

const picture = () => sharp({ create: { width: 60, height: 30, channels: 3, background: 'red' } });
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
);

describe('redrawSquare', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('makes a square WebP of a %s', async (format) => {
    const drawn = await redrawSquare(await picture().toFormat(format).toBuffer(), 32);
    expect(await sharp(drawn).metadata()).toMatchObject({ format: 'webp', width: 32, height: 32 });
  });

  it('leaves nothing of the file behind', async () => {
    const told = await picture()
      .withMetadata({ exif: { IFD0: { Copyright: 'CANARY home address' } } })
      .jpeg()
      .toBuffer();
    expect(told.toString('latin1')).toContain('CANARY');
    const drawn = await redrawSquare(Buffer.concat([told, Buffer.from('<script>CANARY</script>')]), 32);
    expect(drawn.toString('latin1')).not.toMatch(/CANARY|script|Exif/);
  });

  it('turns it as the camera says', async () => {
    const left = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'white' } })
      .composite([
        { input: { create: { width: 20, height: 40, channels: 3, background: 'black' } }, left: 0, top: 0 },
      ])
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const { data } = await sharp(await redrawSquare(left, 40))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // The dark left half is the upper half after a quarter turn to the right.
    expect([data[40 * 5 + 35]! < 60, data[40 * 35 + 5]! > 200]).toEqual([true, true]);
  });

  it.each([
    ['SVG', async () => svg],
    [
      'SVG that calls itself a PNG',
      async () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), svg]),
    ],
    ['TIFF', () => picture().tiff().toBuffer()],
    ['HTML', async () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', async () => Buffer.alloc(0)],
    [
      'a bomb',
      () =>
        sharp({
          create: { width: 8_000, height: 8_000, channels: 3, background: 'red' },
          limitInputPixels: false,
        })
          .png({ compressionLevel: 1 })
          .toBuffer(),
    ],
  ])('refuses %s', async (_name, bytes) => {
    await expect(redrawSquare(await bytes(), 32)).rejects.toMatchObject({ code: 'picture_unreadable' });
  });
});
