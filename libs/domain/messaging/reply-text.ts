/** The longest text a carrier delivers; more is not read. */
const MAX_LENGTH = 1_600;

/** How people type the words the rules look for: meaning, then its spellings. */
const WRITTEN = `
please pls plz plse plesae pleae pleas plase plaese pleaze
text tex txt texto
texts txts
texting txting texing textin textng texitng txtin
message msg mesage messge
messages msgs mesages messges
messaging msging
number num nbr
you u
your ur
with w
thanks thx ty tks
before b4
stop st0p stopp sotp stpo stahp stoop stap
unsubscribe unsub unsubcribe unsuscribe unsubscibe unsubscrib unsubscrbe unsubribe
`;
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  WRITTEN.trim()
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([meaning = '', ...written]) => written.map((word) => [word, meaning] as const)),
);

/**
 * A reply in one plain form for the rules: lower case, no accents or apostrophes, usual short spellings written out, every
 * pause as a lone `.`; a stop sign and a raised finger are words too.
 */
export function plainReply(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/🛑|⛔|🚫/gu, ' stop ')
    .replace(/🖕/gu, ' fuck ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘´`]/gu, '')
    .replace(/\bs[ .-]t[ .-]o[ .-]p\b/g, 'stop')
    .replace(/\b(opt)-(out|in)\b/g, '$1 $2')
    .replace(/([a-z])\1{2,}/g, '$1')
    .replace(/\bple+a*se+\b/g, 'please')
    .replace(/\bst+o+p+\b/g, 'stop')
    .replace(/\boptout\b/g, 'opt out')
    .replace(/\b(my|this|our|wrong) #/g, '$1 number')
    .replace(/ -+ /g, ' . ')
    .replace(/[.,!?¿¡;:\n\r()"“”…–—]+/g, ' . ')
    .replace(/[^a-z0-9. ]+/g, ' ')
    .split(' ')
    .filter(Boolean)
    .map((word) => SPELLINGS.get(word) ?? word)
    .join(' ')
    .replace(/^(?:\. ?)+|(?: ?\.)+$/g, '')
    .replace(/ \.(?: \.)+ /g, ' . ')
    .trim();
}

const COURTESY =
  /\b(?:please|thanks|thank you|ok|okay|hi|hello|hey|yo|just|now|already|kindly|sir|guys|gracias|por favor|favor de|well|omg|wow|bro|dude|man|maam|yall|everyone|though|anyway)\b/g;
const REQUEST =
  /^(?:(?:can|could|would|will|wont) (?:you|this)(?: guys| all)?|i (?:want|need|would like|asked) you to|you (?:can|guys can|need to|must)|lets) /;

/** One sentence part without courtesy, requests ("can you …") and repeated words: "hi can you please stop stop" → "stop". */
export function bareClause(clause: string): string {
  return clause
    .replace(COURTESY, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(REQUEST, '')
    .replace(/^(\w+)(?: \1)+$/, '$1');
}
