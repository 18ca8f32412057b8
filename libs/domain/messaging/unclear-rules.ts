import type { ReplyRule } from './opt-out-rules';

/** A sentence part that declines something; it may mean this house, this week or every message. */
export const DECLINE_CLAUSE =
  /^(?:(?:no|nope|nah|sorry|im sorry|we|i am|and|but|really|actually|honestly|unfortunately) )*(?:(?:im |am |we are |were |i am )?(?:not|no longer|never) (?:really |at all |very )?interested(?: in (?:selling|buying|moving|this|it))?(?: anymore| at this time| at the moment| right now| at all| sorry)*|(?:im |we are |were )?(?:no longer|not)(?: actively| even)? (?:looking to (?:sell|buy|move)|looking|in the market|buying|selling|house hunting)(?: anymore| right now| to buy| to sell)?|no me interesa|no estoy interesad[oa])$/;

/** The same as a whole reply; as a part of a longer one these are everyday talk. */
export const DECLINE_REPLY =
  /^(?:no (?:thanks|thank you|gracias)|nah(?: im good| thanks)?|(?:nah |no )?im good|not (?:now|today|for us|for me|at this time|right now)|(?:im|we are|were) (?:done|all set|good)|all set|go away|(?:i|we) changed (?:my|our) minds?|pass|hard pass|no interest|not for sale)$/;

/** Everyday readings of a sentence part that begins with "stop". */
const VISIT =
  'by|in|at|over|off|around|through|near|here|there|anytime|on|for|to|and|lights?|signs?|working|renting|worrying|being|if|when|it|teasing|playing|kidding|joking';

/** May be meant as an opt-out: marketing waits until a person has read it. */
export const UNCLEAR: readonly ReplyRule[] = [
  {
    rule: 'begins_with_stop',
    pattern: new RegExp(`(?:^|\\. |please )(?:stop|cease|discontinue|halt) (?!(?:${VISIT})\\b)\\w`),
  },
  {
    rule: 'wrong_person',
    pattern:
      /\bwrong (?:number|person|guy|lady|phone)\b|\b(?:numero|persona) equivocad[oa]\b|\bno (?:one|body) (?:here )?(?:by|with) that name\b|\b(?:doesnt|does not|dont|do not|no longer) (?:live here|have this number|own (?:this|that|it)|use this)|\bnot (?:the )?(?:owner|homeowner)\b|\bthats not me\b\b/,
  },
  {
    rule: 'not_that_person',
    pattern: /^(?:sorry |hi |no )?(?:i )?(?:im|am|this is|this isnt|its) not [a-z]+$|\bthis isnt [a-z]+$/,
    unless:
      /\b(?:sure|able|home|free|ready|available|here|there|in|well|feeling|certain|bad|far|it|true|working|possible|easy|right|enough)\b/,
  },
  {
    rule: 'too_many',
    pattern:
      /\b(?:too many|so many|fewer|less) (?:texts|messages|updates|of these|of them|often)\b|\b(?:text|message|texting)(?: me)? (?:way )?(?:too much|so much|less|too often|so often|every day|all the time)\b|\bhow often you (?:text|message)\b|\b(?:once|twice) a (?:week|month) is\b|\bevery (?:single )?day\b.*\btexts?\b/,
  },
  {
    rule: 'why_me',
    pattern:
      /\bwhy (?:(?:are|do|did|r|am) )?(?:you|i)(?: guys)?(?: keep| still)? (?:text|messag|contact|call|getting|get)\w*|\b(?:how did you get|who gave you|where did you get) (?:my|this) (?:number|info\w*|phone|name|contact|cell)\b/,
  },
  {
    rule: 'never_asked',
    pattern:
      /\b(?:never|didnt|did not|dont remember) (?:sign(?:ed|ing)? up|ask(?:ed)? (?:for|to)|request(?:ed)?|consent(?:ed)?|agreed?|subscribed?|gave (?:you |my )?(?:permission|consent|number))\b/,
  },
  {
    rule: 'no_need',
    pattern:
      /\b(?:already|just) (?:bought|purchased|closed on|sold|found (?:a|one)|under contract)\b|\b(?:we|i) (?:already )?(?:bought|purchased|sold) (?:already|one|ours|a (?:house|home|condo))\b|\bwent with (?:an?|another|a different) (?:agent|realtor|broker)\b|\b(?:already )?(?:have|got|working with|hired) (?:an? |our |my )(?:own |another |great )?(?:agent|realtor|broker)\b(?! (?:question|fee|commission))|\bsigned with (?:an?|another) (?:agent|realtor|broker)\b|\b(?:under contract|listed) (?:already|with)\b|\bdecided (?:not to|against)(?: (?:buy|sell|mov|build)\w*)?\b|\bya (?:tengo|tenemos|compr\w+)\b/,
    unless: /\bif i (?:already )?have\b|\bdo i\b/,
  },
  {
    rule: 'complaint',
    pattern:
      /\b(?:spam\w*|harass\w*|tcpa|fcc|sue you|lawsuit)\b|^(?:reported|blocked|blocking|scam)(?: and (?:blocked|reported))?$|\b(?:report|reporting|reported|block|blocking|blocked) (?:you|this (?:number|text|as)|your)\b|\b(?:this|its) (?:is )?(?:a )?scam\b|\b(?:annoying|tired of|sick of)\b.*\b(?:texts?|messages?|these|you)\b|\b(?:these|texts|messages) (?:are|is|r)(?: \w+)? annoying\b/,
    unless: /\b(?:road|street|driveway|view|is it a scam)\b/,
  },
  {
    rule: 'anger',
    pattern:
      /\b(?:fuck\w*|f (?:off|you|u)|wtf|piss off|screw you|go to hell|shut up|asshole|how many times)\b/,
  },
  {
    rule: 'pause',
    pattern:
      /\b(?:pause|break|hold off|chill|slow down)\b.*\b(?:these|this|texts?|texting|messages?|messaging|updates?|alerts?|for now)\b/,
  },
  {
    rule: 'thinking_of_stopping',
    pattern:
      /\b(?:want|like|wanna|need) (?:\w+ )?(?:to )?stop(?: (?:this|these|it|them|getting \w+))?(?: at some point| soon| eventually)?(?= \.|$)/,
  },
  {
    // The net under all others: something negative about being written to.
    rule: 'against_messages',
    pattern:
      /\b(?:no|not|dont|do not|never|nothing|rather|enough|sick|tired|quit|stop|only|unwanted|unsolicited|off)\b.{0,60}\b(?:texts|texting|messages|messaging|sms|contacted|texted|messaged|(?:want|need) (?:these|this|it) anymore)\b|\b(?:texts|messages)\b.{0,40}\b(?:unwanted|enough|ridiculous|too much|not wanted|weird)\b|\bonly on (?:weekdays|weekends)\b|\btext\b.* only$|\bwhy im getting\b|\bemail me from now on\b/,
    unless:
      /\b(?:my|his|her|their) (?:texts|messages|texting)\b|\b(?:didnt|did not|havent|have not|not|never|dont) (?:get|got|getting|see|seen|receive|received|receiving|going|coming)\b(?! (?:these|so many))|\bno problem\b|\bno worries\b/,
  },
  { rule: 'mentions_stop', pattern: /\b(?:reply|text|send|say|type)(?: the word)? stop\b|\bstop or\b/ },
];
