/** A named pattern over a reply as `plainReply` writes it. The name is stored with the decision: names only ever grow. */
export interface ReplyRule {
  rule: string;
  pattern: RegExp;
  /** A reading that makes it harmless, looked for in the whole reply. */
  unless?: RegExp;
}

const oneOf = (list: string): string => `(?:${list.trim().split(/\s+/).join('|')})`;
const CONTACTING = oneOf(
  'texting messaging contacting bothering spamming harassing writing calling emailing bugging annoying pestering soliciting bombarding phoning reaching',
);
const MESSAGES = `(?:texts?|messages?|sms|communications?|alerts?|notifications?|updates|contact(?! (?:with|info))|spam|solicitations?)`;
const RUBBISH = oneOf('crap garbage stuff nonsense bs junk shit');
/** A few words may stand between the verb and what is to stop, as in "stop sending me these real estate texts". */
const SOME = '(?: \\w+){0,3}?';
const FILL = oneOf(
  'all any the these those this that your my of with more further future text sending receiving getting to me us so it',
);
const ME = '(?:me|us|this (?:number|phone|line)|(?:my|our|her|his) (?:number|phone|cell))';
const MY_ENTRY = `(?:${ME}|(?:my|our) (?:name|info|contact|contact info|details|information))`;
const LIST = `${oneOf('lists? systems? database distribution mailing mailings contacts crm thread records campaign blast')}|${MESSAGES}`;
const END = '(?= \\.|$)';

/** "Don't stop sending these" asks for the opposite. */
export const NEGATED =
  /\b(?:dont|do not|never|cant|cannot|can not|(?<!you )wont|doesnt|didnt)(?: ever| please| you)? (?:stop|quit|unsubscribe|cancel|remove me)\b/g;

/** Less, later, elsewhere or about one thing: a person has to say what that means. Looked at before the stop rules. */
export const LIMITED: readonly ReplyRule[] = [
  {
    rule: 'stop_at_some_times',
    pattern: new RegExp(
      `(?:^|\\. |please |and |so |but |you )(?:stop|quit|dont|do not|not|no) (?:(?:call|calling|email) (?:or|and) )?(?:${CONTACTING}|text|message|call|contact)(?: ${ME})?(?: so)? ${oneOf('until till during while before after at every much many often early late unless except on today tomorrow tonight hoy hasta')}\\b(?! (?:i|we) )`,
    ),
  },
  {
    rule: 'only_at_some_times',
    pattern: /\bonly (?:text|message|call)(?: me| us)? (?:on|at|after|before|during|if|when)\b/,
  },
  {
    rule: 'stop_some_content',
    pattern:
      /\b(?:stop|quit|dont|do not) (?:sending|send)(?: me| us)?(?: any| anything| more| the| these)* (?:condos?|houses?|homes?|listings?|townho\w+|apartments?|properties|places|lots|rentals|stuff (?:in|over|under|above|from)|over|under|above|below|about|in)\b/,
  },
  {
    rule: 'stop_one_topic',
    pattern: new RegExp(
      `\\b(?:stop|quit) ${CONTACTING}(?: ${ME})? (?:about|regarding) (?!this|it|that|your|my)`,
    ),
  },
  {
    rule: 'another_channel',
    pattern:
      /\b(?:stop|dont|do not)\b.*\b(?:text|texts|texting|email) (?:is|are|works?|instead|only|me instead)\b|\bemails? (?:me )?(?:instead|only)\b|\bonly (?:want |by |use )?emails?\b|\bprefer (?:an? )?emails?\b/,
  },
  { rule: 'keep_some', pattern: /\b(?:unsubscribe|stop|remove)\b.*\bbut (?:keep|still|you can|its ok)\b/ },
];

/** 47 CFR 64.1200(a)(10): a revocation may be made by any reasonable means, so plain words count as much as keywords. */
export const STOP: readonly ReplyRule[] = [
  {
    rule: 'stop_messages',
    pattern: new RegExp(
      `\\b(?:stop|quit|cease|discontinue|halt|enough)(?: ${FILL})*${SOME} (?:${CONTACTING}|${MESSAGES}|${RUBBISH})\\b`,
    ),
    unless:
      /\b(?:they|he|she|bank|seller|sellers|lender|agent|tenants?|builder) (?:\w+ )?(?:stop|quit|cease)\b/,
  },
  {
    rule: 'stop_sending',
    pattern: new RegExp(
      `\\bstop (?:sending|receiving|getting)(?: (?:me|us|these|this|those|them|it|anything|please|thanks|all|more))*${END}`,
    ),
  },
  {
    rule: 'stop_asking',
    pattern: /\b(?:stop|quit) (?:asking|trying|offering)(?: me| us| to)*\b/,
    unless: /\b(?:they|he|she|sellers?) (?:\w+ ){0,3}(?:stop|quit)\b|\bso much\b/,
  },
  { rule: 'stop_because', pattern: /(?:^|\. )stop (?:i|im|ive|we|were|you|this is|wrong|not)\b/ },
  {
    rule: 'stop_the_phone',
    pattern: /\b(?:stop|quit) (?:blowing|lighting|filling|using|hitting)(?: \w+)? (?:me|us|my|this|our)\b/,
  },
  {
    rule: 'end_messages',
    pattern: new RegExp(
      `\\b(?:cancel|end|terminate)(?: ${FILL})* (?:${MESSAGES}|subscription|messaging|texting)\\b`,
    ),
    unless: /\b(?:hoa|gym|alarm|cable|internet|included)\b/,
  },
  {
    rule: 'turn_off',
    pattern: new RegExp(
      `\\bturn (?:off (?:${FILL} )*(?:${MESSAGES})|(?:${FILL} )*(?:${MESSAGES}) off|(?:this|these|them) off)\\b`,
    ),
  },
  {
    rule: 'do_not_contact',
    pattern: new RegExp(
      `\\b(?:dont|do not|never|no|not to|not)(?: you)?(?: ever| please)? (?:text|message|contact|sms|write|bother|spam|email|call|reply|respond)(?: (?:or|and) (?:call|text|email|message))?(?: to)? (?:${ME}|again|anymore)\\b(?! (?:the|a|an|that|your|those|back|when|if|on|about|as)\\b)`,
    ),
    unless: /\bwhy (?:dont|do|did|didnt)\b/,
  },
  {
    rule: 'do_not_send',
    pattern: new RegExp(
      `\\b(?:dont|do not|never)(?: please| ever| you)* send(?: me| us)? (?:anything|nothing)(?: else| more| anymore)${END}`,
    ),
  },
  {
    rule: 'do_not_contact',
    pattern: new RegExp(
      `(?:^|\\. |please )(?:dont|do not|never) (?:text|message|contact|(?:call|email) (?:or|and) (?:text|message))(?: (?:or|and) (?:call|email))?${END}`,
    ),
  },
  {
    rule: 'do_not_send',
    pattern: new RegExp(
      `\\b(?:dont|do not|never)(?: please| ever)? send(?: ${FILL}| anymore| anything)* (?:${MESSAGES}|${RUBBISH}|(?:of )?th(?:ese|is|em)(?: anymore| again)?${END}|anymore${END})`,
    ),
  },
  {
    rule: 'no_more',
    pattern: new RegExp(
      `\\bno (?:more|mas|further)(?: please)?(?: ${FILL})*(?: marketing| automated)? (?:${MESSAGES}|texting|messaging|contacting)\\b`,
    ),
  },
  {
    rule: 'remove_me',
    pattern: new RegExp(`\\b(?:remove|delete|drop|erase|lose|forget|scrub) ${MY_ENTRY}\\b`),
    unless: /\b(?:offer|contract|deed|title|loan|lease|tour|showing|application|appointment|we lost)\b/,
  },
  {
    rule: 'off_the_list',
    pattern: new RegExp(
      `\\b(?:${MY_ENTRY}|want|be|removed|taken|get)(?: \\w+){0,2}? (?:off|out|from)(?: of)? (?:your|this|the|these|all|any|whatever)(?: \\w+){0,2}? (?:${LIST})\\b`,
    ),
    unless:
      /\b(?:texts|messages?|updates|word) from the\b|\b(?:it|house|home|listing|property) (?:be |get |taken )?(?:off|removed)\b/,
  },
  {
    rule: 'off_the_list',
    pattern: new RegExp(
      `\\b(?:remove|take|delete|get) (?:it|this|that|them|him|her|(?:his|her) number)(?: \\w+)? (?:off|out|from)(?: of)? your(?: \\w+){0,2}? (?:${LIST})\\b`,
    ),
  },
  {
    rule: 'off_the_list',
    pattern: new RegExp(
      `\\b(?:no longer|dont|do not|never)(?: \\w+)? (?:want|wish|like)(?: \\w+)? to be (?:on|in|part of) (?:your|this|the|any)(?: \\w+){0,2}? (?:${LIST})\\b`,
    ),
  },
  {
    rule: 'off_the_list',
    pattern: new RegExp(`\\b(?:take|get|keep) ${MY_ENTRY} off(?: please| now)?${END}`),
  },
  { rule: 'unsubscribe', pattern: /\bunsubscrib(?:e|ing|e me)\b/ },
  {
    rule: 'opt_out',
    pattern: /\bopt(?:ing)?(?: (?:me|us|this|my|our|number|phone))* out\b/,
    unless: new RegExp(`\\bopt(?:ing)? out of (?!(?:${FILL} )*(?:${MESSAGES}|texting|messaging)\\b)`),
  },
  {
    rule: 'revoke_consent',
    pattern: /\b(?:revoke|withdraw|rescind|cancel)(?: \w+)? (?:consent|permission|authorization)\b/,
  },
  {
    rule: 'not_wanted',
    pattern: new RegExp(
      `\\b(?:no longer|dont|do not|never|not)(?: \\w+)? (?:want|wish|like|care|wanna|need)(?: (?:to|be|receive|get|hear|have|any|anymore|anything|${FILL}))*(?: marketing| automated| promotional| daily| anymore| your)? (?:${MESSAGES}|texted|contacted|messaged|from (?:you|your company|this number))\\b`,
    ),
  },
  { rule: 'leave_alone', pattern: /\bleave (?:me|us|my family|her|him) (?:the \w+ )?alone\b/ },
  { rule: 'cease', pattern: /\bcease (?:and|n) desist\b|\bcease(?: all)? communications?\b/ },
  {
    rule: 'off_the_list',
    pattern: new RegExp(
      `\\bget (?:removed|taken off)(?: from)?(?: this| these| your| the)*(?: list| lists| texts)?${END}`,
    ),
  },
  {
    rule: 'no_consent',
    pattern: /\b(?:dont|do not|no longer) give(?: you)?(?: my| any)? (?:consent|permission)\b/,
  },
  {
    rule: 'not_wanted',
    pattern: new RegExp(
      `\\bnot interested in (?:getting|receiving|your|these|any) (?:\\w+ )?(?:${MESSAGES})\\b`,
    ),
  },
  {
    rule: 'no_consent',
    pattern:
      /\b(?:dont|do not|no longer|never|didnt|did not) (?:consent|agree) to (?:\w+ ){0,2}(?:texts?|messages?|contact\w*|this|these)\b/,
  },
  {
    rule: 'make_it_stop',
    pattern: new RegExp(
      `\\b(?:texts|messages|texting|messaging|these)(?: (?:to|must|need to|needs to|have to|should|please|now))* stop${END}`,
    ),
  },
  {
    rule: 'said_stop',
    pattern: /\b(?:replied|said|sent|texted|typed|wrote|answered|responded) stop\b/,
    unless: /\b(?:they|he|she|sellers?|bank|lender) (?:\w+ )?(?:said|texted|wrote)\b/,
  },
  {
    rule: 'not_wanted',
    pattern: new RegExp(
      `\\b(?:no longer|dont|do not|rather not)(?: \\w+)?(?: to)? (?:receive|get|receiving|getting)(?: any of)? (?:these|them)(?: anymore| any more| at all| texts| messages)*${END}|\\brather not (?:get|receive|be)(?: \\w+){0,2} (?:texts|messages|texted|contacted)\\b`,
    ),
  },
  {
    rule: 'told_to_stop',
    pattern: new RegExp(
      `\\b(?:(?:i|we|ive|weve)(?: have)?(?: \\w+)? (?:said|say|asked|told|asking|telling|begging)|(?:you|yall)(?: guys)? (?:need|have|better|must|should))\\b(?: \\w+){0,4}? (?:stop|leave me alone)(?: it| this)?${END}`,
    ),
    unless: /\b(?:told|asked) (?:them|him|her|the)\b/,
  },
  {
    rule: 'keyword_echo',
    pattern: /^(?:reply|text|send) stop$|^stop to (?:end|opt out|quit|cancel|unsubscribe)$/,
  },
];
