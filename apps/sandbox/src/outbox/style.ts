/** The outbox's only style sheet; its hash stands in the content policy. */
export const style = `
:root{--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#667085;--line:#e3e7ed;--accent:#b4532a;--bubble:#e8eef7}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1b212a;--ink:#e6eaf0;--soft:#93a0b2;--line:#2c3541;--accent:#f0935f;--bubble:#273243}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{display:flex;gap:1rem;align-items:baseline;padding:1rem 1.5rem;border-bottom:1px solid var(--line);background:var(--card)}
header span,.soft,time{color:var(--soft);font-size:.85rem}
a{color:inherit;text-decoration:none}
.brand{font-weight:700;color:var(--accent)}
main{max-width:70rem;margin:0 auto;padding:1.5rem}
.columns{display:grid;grid-template-columns:2fr 1fr;gap:1.5rem;align-items:start}
@media(max-width:50rem){.columns{grid-template-columns:1fr}}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;overflow:hidden;margin-bottom:1.5rem}
h1{font-size:1.3rem;margin:0 0 1rem}
h2{font-size:1rem;margin:0;padding:.8rem 1rem;border-bottom:1px solid var(--line)}
.row{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem;padding:.7rem 1rem;border-bottom:1px solid var(--line)}
.row:last-child{border-bottom:0}
.row:hover,.row:focus{background:var(--bg)}
.row b,.row p{margin:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.tag{display:inline-block;padding:0 .45rem;margin-right:.3rem;border-radius:1rem;background:var(--bubble);font-size:.78rem}
form{display:flex;gap:.5rem;margin-bottom:1.5rem}
input,button{font:inherit;color:inherit;padding:.45rem .8rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card)}
input{flex:1;min-width:0}
button{background:var(--accent);border-color:var(--accent);color:#fff}
.empty{padding:1.2rem 1rem;color:var(--soft)}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{width:11rem;color:var(--soft);font-weight:500}
tr:last-child>*{border-bottom:0}
iframe{display:block;width:100%;height:34rem;border:0;background:#fff}
pre{margin:0;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}
.thread{display:flex;flex-direction:column;gap:.7rem;max-width:34rem;margin:0 auto}
.bubble{max-width:80%;padding:.55rem .85rem;border-radius:1.1rem;background:var(--bubble);white-space:pre-wrap;overflow-wrap:anywhere}
.sent{align-self:flex-end;background:var(--accent);color:#fff;border-bottom-right-radius:.3rem}
.received{align-self:flex-start;border-bottom-left-radius:.3rem}
.sent+.meta{align-self:flex-end}
.meta{color:var(--soft);font-size:.78rem;margin-top:-.4rem}
`;
