import type { ReplyRule } from './opt-out-rules';

/** Accents are gone when these see a reply. */
export const STOP_SPANISH: readonly ReplyRule[] = [
  {
    rule: 'es_no_enviar',
    pattern: /\bno (?:quiero|deseo|queremos) que (?:me|nos) (?:envi|mand|escrib|contact|llam)\w*/,
  },
  {
    rule: 'es_no_enviar',
    pattern:
      /\bno (?:me |nos )?(?:\w+ )?(?:envi|mand|escrib|contact|textee|molest|llam)\w*(?: (?:mas|textos?|mensajes?|nada|a este numero|ni (?:me|nos))\b| *$| \.)/,
  },
  {
    rule: 'es_no_mas',
    pattern:
      /\bno (?:mas|quiero|queremos|quiero mas|deseo)(?: recibir)?(?: mas)?(?: sus| estos)? (?:mensajes?|texts?|textos?|sms)\b/,
  },
  {
    rule: 'es_dejar_de',
    pattern:
      /\b(?:dej|par)(?:a|e|en|ar)(?: ya)? de (?:\w+ )?(?:escribi|manda|envia|molesta|contacta|llama|textea)\w*/,
  },
  {
    rule: 'es_quitar',
    pattern:
      /\b(?:quit|borr|saqu|sac|elimin|remuev)(?:a|e|en|ar)(?:me|nos)\b|\b(?:quit|borr|elimin|sac)(?:a|e|en|ar) (?:de|mi|este)(?: \w+)? (?:lista|numero|nombre|telefono)\b|\bdar(?:me)? de baja\b/,
  },
];
