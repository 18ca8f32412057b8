import { sanitizeMailHtml } from './mail-html';

const clean = (html: string, images = false) =>
  sanitizeMailHtml(html, { images, inline: new Map([['logo@x', 'file-1']]) });

describe('the HTML of a stranger', () => {
  it('keeps what it says and how it looks', () => {
    const html =
      '<p style="color:#333;text-align:center">Hi <b>Ann</b>, <a href="mailto:a@x.example">write</a></p><table><tr><td>1</td></tr></table>';
    const kept = clean(html).html;
    expect(kept).toContain('<p style="color:#333;text-align:center">Hi <b>Ann</b>');
    expect(kept).toContain('<td>1</td>');
    expect(kept).toContain('rel="noopener noreferrer nofollow"');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=password></form>',
    '<base href="https://evil.example">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    '<style>@import "https://evil.example/x.css"</style>',
    '<div style="background:url(https://evil.example/x.png)">x</div>',
    '<div style="background-color:red;position:fixed;top:0">x</div>',
    '<p style="color:expression(alert(1))">x</p>',
    '<p style="font-family:u\\72l(https://evil.example)">x</p>',
    '<table background="https://evil.example/x.png"><tr><td>x</td></tr></table>',
    '<img src="//evil.example/x.png">',
    '<img srcset="https://evil.example/x.png 2x">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<!--[if mso]><img src="https://evil.example/x.png"><![endif]-->',
    '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>',
    '<object data="https://evil.example"></object><embed src="https://evil.example">',
  ])('runs, loads and covers nothing: %s', (html) => {
    expect(clean(html, true).html).not.toMatch(
      /script|onerror|onload|evil|expression|position|svg\+xml|text\/html|<(?:form|input|iframe|object|embed|base|meta|link|style)/i,
    );
  });

  it('shows remote images when they are asked for, and counts what it left out', () => {
    const html = '<img src="https://track.example/1.gif" width="1"><img src="HTTP://x.example/2.png">';
    expect(clean(html)).toEqual({ html: '<img width="1" /><img />', blockedImages: 2 });
    expect(clean(html, true)).toEqual({
      html: '<img width="1" src="https://track.example/1.gif" /><img src="HTTP://x.example/2.png" />',
      blockedImages: 0,
    });
  });

  it('names the stored files of its own pictures, and no others', () => {
    expect(clean('<img src="cid:logo@x" alt="Logo"><img src="cid:none">').html).toBe(
      '<img alt="Logo" data-attachment-id="file-1" /><img />',
    );
    expect(clean('<img data-attachment-id="file-9" src="x">').html).toBe('<img />');
    expect(clean('<img src="data:image/png;base64,iVBORw0=">').html).toContain('data:image/png');
  });

  it('is made safe however deep it is nested', () => {
    const deep = `${'<div>'.repeat(5_000)}deep${'</div>'.repeat(5_000)}`;
    expect(clean(deep).html.match(/<div>/g)!.length).toBeLessThanOrEqual(200);
  });
});
