import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsUUID, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import type { MergeDone, MergeReport, MovedRows } from '@domain/duplicates';
import {
  CONSENTS,
  MERGE_SIDES,
  type Consent,
  type LeadMerge,
  type MergeChoices,
  type MergedConsent,
  type MergedField,
  type MergeSide,
} from '@domain/leads';
import { pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;

/** A choice between the value of the one and that of the other. */
function Side(): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ enum: MERGE_SIDES, example: 'merged' })(target, key);
    IsOptional()(target, key);
    IsIn(MERGE_SIDES)(target, key);
  };
}

const sides: ReadonlySet<unknown> = new Set(MERGE_SIDES);
const IsSideByKey = () =>
  ValidateBy({
    name: 'sideByKey',
    validator: {
      validate: (value) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((side) => sides.has(side)),
      defaultMessage: () => '$property names for each key of a custom field survivor or merged',
    },
  });

export class MergeChoicesBody implements MergeChoices {
  @Side() name?: MergeSide;
  @Side() email?: MergeSide;
  @Side() phone?: MergeSide;
  @Side() company?: MergeSide;
  @Side() position?: MergeSide;
  @Side() city?: MergeSide;
  @Side() state?: MergeSide;
  @Side() status?: MergeSide;
  @Side() source?: MergeSide;
  @Side() value?: MergeSide;
  @Side() stage?: MergeSide;
  @Side() assignedToId?: MergeSide;
  @Side() timezone?: MergeSide;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', enum: [...MERGE_SIDES] },
    description: 'By key of the custom field.',
    example: { budget: 'merged' },
  })
  @IsOptional()
  @IsSideByKey()
  customFields?: Record<string, MergeSide>;
}

export class MergeBody {
  @ApiProperty({ format: 'uuid', description: 'The lead that goes.', example: id }) @IsUUID() from: string;
  @ApiPropertyOptional({
    type: MergeChoicesBody,
    description:
      'Whose value stays, for fields where it matters. Default: the survivor’s, or the other’s where the survivor has none. Consent is not a choice: the stricter holds.',
  })
  @ValidateIf((_, value: unknown) => value !== undefined)
  @IsObject()
  @ValidateNested()
  @Type(() => MergeChoicesBody)
  fields?: MergeChoicesBody;
}

const anyValue = {
  oneOf: [{ type: 'string' as const }, { type: 'number' as const }, { type: 'boolean' as const }],
  nullable: true,
};

export class MergedFieldResponse implements MergedField {
  @ApiProperty({ description: 'A field of the lead, or customFields.<key>.', example: 'phone' })
  field: string;
  @ApiProperty({ enum: MERGE_SIDES, description: 'Whose value stays.', example: 'survivor' }) from: MergeSide;
  @ApiProperty({ ...anyValue, example: '+15125550100' }) value: string | number | boolean | null;
  @ApiProperty({ ...anyValue, description: 'What the other has there.', example: '+15125550199' })
  other: string | number | boolean | null;
  @ApiProperty({ description: 'Both have a value, and they differ.', example: true }) conflict: boolean;
}

const word = { oneOf: [{ type: 'string' as const, enum: [...CONSENTS] }, { type: 'boolean' as const }] };

export class MergedConsentResponse implements MergedConsent {
  @ApiProperty({
    enum: ['emailConsent', 'smsConsent', 'doNotEmail', 'doNotText', 'doNotCall'],
    example: 'emailConsent',
  })
  field: MergedConsent['field'];
  @ApiProperty({ ...word, description: 'What holds from now on.', example: 'denied' }) value:
    Consent | boolean;
  @ApiProperty({ ...word, example: 'granted' }) survivor: Consent | boolean;
  @ApiProperty({ ...word, example: 'denied' }) merged: Consent | boolean;
}

export class MovedRowsResponse implements MovedRows {
  @ApiProperty({ description: 'note, task, message, inbound_message, appointment …', example: 'note' })
  kind: string;
  @ApiProperty({ description: 'That follow the survivor.', example: 3 }) moved: number;
  @ApiProperty({ description: 'That the survivor has already: the same tag …', example: 0 })
  alreadyThere: number;
}

export class KeptAddressResponse {
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'SMS' }) channel: string;
  @ApiProperty({ example: '+15125550199' }) address: string;
}

export class MergePreviewResponse implements MergeReport {
  @ApiProperty({ type: [MergedFieldResponse] }) fields: MergedFieldResponse[];
  @ApiProperty({ type: [MergedConsentResponse], description: 'Not a choice: the stricter holds.' })
  consents: MergedConsentResponse[];
  @ApiProperty({ type: [MovedRowsResponse] }) rows: MovedRowsResponse[];
  @ApiProperty({
    description: 'Runs of workflows that end because the survivor is in the same workflow.',
    example: 1,
  })
  runsEnded: number;
  @ApiProperty({ description: 'Messages that both were to get: one goes out.', example: 1 })
  messagesCancelled: number;
  @ApiProperty({
    type: [KeptAddressResponse],
    description: 'Addresses that are not written to any more; who writes from them is still known.',
  })
  addressesKept: KeptAddressResponse[];
  @ApiProperty({
    description: 'Times a "stop" at one address holds for the other from now on.',
    example: 0,
  })
  optOutsCarried: number;
}

export class LeadMergeResponse implements LeadMerge {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ format: 'uuid', example: id }) survivorId: string;
  @ApiProperty({ format: 'uuid', description: 'The lead that went.', example: id }) mergedId: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Its name; null after 30 days.',
    example: 'Ana Bell',
  })
  mergedName: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null: an API key.',
    example: id,
  })
  mergedById: string | null;
  @ApiProperty(instant) mergedAt: Date;
  @ApiProperty({ ...instant, nullable: true, example: null }) undoneAt: Date | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null }) undoneById: string | null;
  @ApiProperty(instant) undoableUntil: Date;
  @ApiProperty({ example: true }) undoable: boolean;
}

export class MergeDoneResponse extends MergePreviewResponse implements MergeDone {
  @ApiProperty({ type: LeadMergeResponse }) merge: LeadMergeResponse;
}

export class LeadMergePage extends pageResponse(LeadMergeResponse) {}
