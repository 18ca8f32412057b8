import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import {
  CONSENTS,
  customFieldsProblem,
  LEAD_STATUSES,
  type Consent,
  type CustomFields,
  type LeadInput,
  type LeadStatus,
} from '@domain/leads';
import { IsLine, IsMoney } from '@platform/validation';

/** Left out is fine, null is not: for what a lead always has. */
export const IfGiven = () => ValidateIf((_, value: unknown) => value !== undefined);

const IsCustomFields = () =>
  ValidateBy({
    name: 'customFields',
    validator: {
      validate: (value) => customFieldsProblem(value) === null,
      defaultMessage: (args) => customFieldsProblem(args?.value) ?? 'customFields is not valid',
    },
  });

const text = (example: string, description?: string) =>
  ApiPropertyOptional({ type: String, nullable: true, example, description });

/** What may be stated about a lead. Left out: unchanged, or the default of a new lead. Null: cleared. */
export class LeadBody implements LeadInput {
  @text('Ana Lopez', 'Without one it is made of first and last name, or of the address.')
  @IsOptional()
  @IsLine(200, 0)
  name?: string | null;

  @text('Ana') @IsOptional() @IsLine(100, 0) firstName?: string | null;
  @text('Lopez') @IsOptional() @IsLine(100, 0) lastName?: string | null;
  @text('Ana.Lopez@example.com') @IsOptional() @IsLine(320) email?: string | null;
  @text('(512) 555-0123', 'A US number, or any other with +.') @IsOptional() @IsLine(64) phone?:
    string | null;
  @text('Lopez Interiors') @IsOptional() @IsLine(200) company?: string | null;
  @text('Owner') @IsOptional() @IsLine(200) position?: string | null;
  @text('Austin') @IsOptional() @IsLine(120) city?: string | null;
  @text('Texas', 'US state by name or letters; other regions as written.') @IsOptional() @IsLine(60) state?:
    string | null;

  @ApiPropertyOptional({ enum: LEAD_STATUSES, default: 'NEW', example: 'NEW' })
  @IfGiven()
  @IsIn(LEAD_STATUSES)
  status?: LeadStatus;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 1_000_000, default: 0, example: 40 })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  score?: number;

  @ApiPropertyOptional({ default: 'manual', example: 'website' }) @IfGiven() @IsLine(100) source?: string;

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 0, example: 450_000 })
  @IsOptional()
  @IsMoney()
  @Min(0)
  @Max(999_999_999_999)
  value?: number | null;

  @text('viewing') @IsOptional() @IsLine(100) stage?: string | null;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'A member of the team.' })
  @IsOptional()
  @IsUUID()
  assignedToId?: string | null;

  @text('America/Chicago', 'IANA zone. Without one it is derived from state or phone.')
  @IsOptional()
  @IsLine(64)
  timezone?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'One flat level of texts, numbers, booleans and nulls; keys of letters, digits and _; 16 KB in all.',
    example: { budget: '450000' },
  })
  @IfGiven()
  @IsCustomFields()
  customFields?: CustomFields;

  @ApiPropertyOptional({ enum: CONSENTS, default: 'unknown', example: 'granted' })
  @IfGiven()
  @IsIn(CONSENTS)
  emailConsent?: Consent;

  @ApiPropertyOptional({ enum: CONSENTS, default: 'unknown', example: 'unknown' })
  @IfGiven()
  @IsIn(CONSENTS)
  smsConsent?: Consent;

  @ApiPropertyOptional({ default: false, example: false }) @IfGiven() @IsBoolean() doNotEmail?: boolean;
  @ApiPropertyOptional({ default: false, example: false }) @IfGiven() @IsBoolean() doNotText?: boolean;
  @ApiPropertyOptional({ default: false, example: false }) @IfGiven() @IsBoolean() doNotCall?: boolean;
}
