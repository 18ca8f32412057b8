import fc from 'fast-check';
import { htmlToText } from './index';

describe('htmlToText', () => {
  it.each([
    ['<p>Hello <b>Ana</b>,</p><p>two\n  lines<br>here</p>', 'Hello Ana,\n\ntwo lines\nhere'],
    ['<ul><li>Pool</li><li>Garage</li></ul>', '- Pool\n- Garage'],
    [
      'See <a href="https://x.example/a?b=1&amp;c=2">the house</a>.',
      'See the house (https://x.example/a?b=1&c=2).',
    ],
    ['<a href="https://x.example/">x.example</a>', 'x.example'],
    ['<a href="mailto:a@b.example">Mail me</a> <a href="#top">top</a>', 'Mail me (a@b.example) top'],
    [
      '<a href=\'https://x.example\'><img src="x.png" alt="Front door"></a>',
      'Front door (https://x.example)',
    ],
    ['<a href="https://x.example"><img src="x.png"></a>', 'https://x.example'],
    ['<head><title>no</title></head><style>p{}</style><!-- no -->a<script>no</script>b', 'ab'],
    [
      '<!doctype html><table><tr><td>Beds</td><td>3</td></tr><tr><td>Baths</td></tr></table>',
      'Beds 3\nBaths',
    ],
    [
      '5 &lt; 6 &amp;amp; caf&eacute; &#8364; &#x1F3E0; &unknown; 1 < 2',
      '5 < 6 &amp; café € 🏠 &unknown; 1 < 2',
    ],
    [
      '<a href="{{unsubscribeUrl | default: "x"}}">Unsubscribe</a>',
      'Unsubscribe ({{unsubscribeUrl | default: "x"}})',
    ],
    [
      'Hi {{lead.name | default: "<3 you"}}, <b title="{{x}}>">ok</b>',
      'Hi {{lead.name | default: "<3 you"}}, ok',
    ],
    ['text <a href="never closed', 'text'],
    ['', ''],
  ])('%s', (html, expected) => expect(htmlToText(html)).toBe(expected));

  it('shows the words of any text that was escaped into a paragraph', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        fc.pre(!text.includes('{{'));
        const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
        expect(htmlToText(`<p>${escaped}</p>`)).toBe(text.trim().replace(/\s+/g, ' '));
      }),
    );
  });

  it.each([
    '<',
    '<a href="',
    '<!--',
    '{{',
    '<script',
    '<style>',
    '&',
    '<a href={{',
    '</',
    '<p>',
    '<a href="x">',
  ])('takes linear time on %j repeated', (part) => {
    const started = performance.now();
    htmlToText(part.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
