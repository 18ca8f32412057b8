import fc from 'fast-check';
import { cleanHtml, emailBodyProblems, htmlToText } from './index';

const cleaned = (source: string): string => cleanHtml(source).html;

describe('cleanHtml', () => {
  it.each([
    '<p>Hi {{lead.firstName | default: "there"}}, <b>welcome</b></p>',
    '<a href="https://x.example/?n={{lead.name}}">{{lead.name}}</a>',
    '<a href="{{unsubscribeUrl}}">no more</a>',
    '<a href="mailto:{{agent.email}}">write</a>',
    '{{#if lead.city}}<p>In {{lead.city}}</p>{{else}}<p>Near you</p>{{/if}}',
    '<table><tbody>{{#if lead.city}}<tr><td>{{lead.city}}</td></tr>{{/if}}</tbody></table>',
    '<td style="color:#333;padding:4px 8px;background-color:rgb(1, 2, 3)" bgcolor="#ffffff">x</td>',
    '<img src="https://x.example/a.png" alt="A house" width="600" />',
    '<center><font color="#333" size="2">old but seen</font></center>',
  ])('leaves %s as it is', (source) => expect(cleanHtml(source)).toEqual({ html: source, removed: [] }));

  it.each<[string, string, string[]]>([
    ['<p onclick="x()">a</p>', '<p>a</p>', ['p[onclick]']],
    ['a<script>alert("{{lead.name}}")</script>b', 'ab', ['script']],
    ['<style>p{color:red}</style><p class="x" id="y">a</p>', '<p>a</p>', ['style']],
    ['<a href="javascript:alert(1)">a</a>', '<a>a</a>', ['a[href]']],
    ['<a href=" java\nscript:alert(1)">a</a>', '<a>a</a>', ['a[href]']],
    ['<a href="{{lead.name}}:x">a</a>', '<a>a</a>', ['a[href]']],
    ['<img src="data:image/svg+xml,x" onerror="x()">', '<img />', ['img[src]', 'img[onerror]']],
    ['<form action="/x"><input name="a">Say</form>', 'Say', ['form', 'input']],
    ['<iframe src="https://x.example">in</iframe>a', 'a', ['iframe']],
    ['<svg><a href="x">s</a></svg>a', 'a', ['svg']],
    ['<p style="position:fixed;color:red;background:url(https://x)">a</p>', '<p style="color:red">a</p>', []],
    [
      '<html><head><title>t</title><meta charset="x"></head><body><p>a</p></body></html>',
      '<p>a</p>',
      ['head'],
    ],
    ['<!--[if mso]><b>x</b><![endif]--><p>a</p>', '<p>a</p>', []],
    ['<a href="//evil.example">a</a>', '<a>a</a>', []],
  ])('takes what is not for a mail out of %s', (source, html, removed) => {
    const found = cleanHtml(source);
    expect(found.html).toBe(html);
    expect(found.removed).toEqual(expect.arrayContaining(removed));
  });

  it('puts merge tags back so that a browser, too, takes them for text', () => {
    const inText = cleaned('<p>{{lead.name | default: "<img src=x onerror=alert(1)>"}}</p>');
    expect(inText).toBe('<p>{{lead.name | default: "&lt;img src=x onerror=alert(1)&gt;"}}</p>');
    const inLink = cleaned('<a href="{{unsubscribeUrl | default: "https://x.example" onclick="x()"}}">a</a>');
    expect(inLink).not.toMatch(/"\s*onclick/);
    const link = cleaned('<a href="{{lead.custom.url | default: "https://x.example/?a=1&b=2"}}">a</a>');
    expect(link).toBe(
      '<a href="{{lead.custom.url | default: &quot;https://x.example/?a=1&amp;b=2&quot;}}">a</a>',
    );
    for (const html of [inText, link]) expect(emailBodyProblems(html)).toEqual([]);
    expect(htmlToText(inText)).toBe('{{lead.name | default: "<img src=x onerror=alert(1)>"}}');
  });

  it('is not deceived by a text that looks like what stands for a tag', () => {
    const source = '<p>mergetag0z {{lead.name}} mergetagx0z</p>';
    expect(cleaned(source)).toBe(source);
  });

  it('changes nothing the second time, and leaves nothing that runs', () => {
    const piece = fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<a href="',
        '">',
        '"',
        "'",
        '<script>',
        '</script>',
        '<img src=x onerror=',
        '{{',
        '}}',
        '<!--',
      ],
      ...[
        '{{lead.name}}',
        '{{lead.name | default: "',
        '"}}',
        '&lt;',
        '&#123;',
        'javascript:',
        ' onclick="x"',
        '<svg>',
      ],
      ...[
        '<style>',
        '</style>',
        '<',
        '>',
        'a',
        ' ',
        '{{#if lead.name}}',
        '{{/if}}',
        '-->',
        '<table><td>',
        '<noscript>',
      ],
    );
    // A quote too many makes a merge tag of what is left once it is gone.
    const torn = cleaned('<a href="{{lead.name | default: "">"}}');
    expect(cleaned(torn)).toBe(torn);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const once = cleaned(pieces.join(''));
        expect(cleaned(once)).toBe(once);
        for (const tag of once.match(/<[^>]*>/g) ?? []) {
          expect(tag).not.toMatch(/^<\/?(?:script|style|svg|iframe)|="\s*javascript:/i);
          expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+=/i);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['<b>', '<p style="color:red">', '{{lead.name}}', '{{', '<a href="', '<!--', '<table><td>'])(
    'takes linear time on %j repeated',
    (part) => {
      const time = (times: number) => {
        const started = performance.now();
        cleanHtml(part.repeat(times));
        return performance.now() - started;
      };
      time(1_000);
      expect(time(8_000)).toBeLessThan(2_500);
    },
  );
});
