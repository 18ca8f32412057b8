import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsUUID,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LEAD_STATUSES, type BulkChange, type LeadStatus } from '@domain/leads';
import { IdParam } from '@platform/http';
import { IsLine, IsText } from '@platform/validation';
import { LeadBody } from './lead-input.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const maxBulk = 1_000;

const Ids = () => (target: object, property: string) => {
  ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: maxBulk, example: [id] })(
    target,
    property,
  );
  for (const rule of [IsArray(), ArrayMinSize(1), ArrayMaxSize(maxBulk), IsUUID(undefined, { each: true })]) {
    rule(target, property);
  }
};
const TagIds = (description: string) => (target: object, property: string) => {
  ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 50, description, example: [id] })(
    target,
    property,
  );
  for (const rule of [
    IsOptional(),
    IsArray(),
    ArrayMaxSize(50),
    ArrayUnique(),
    IsUUID(undefined, { each: true }),
  ]) {
    rule(target, property);
  }
};

export class LeadStatusBody {
  @ApiProperty({ enum: LEAD_STATUSES, example: 'QUALIFIED' })
  @IsIn(LEAD_STATUSES)
  status: LeadStatus;

  @ApiPropertyOptional({ example: 'Pre-approved by her bank' })
  @IsOptional()
  @IsText(1_000)
  reason?: string;
}

/** Null must be said: an empty body is a mistake, not "assign to nobody". */
const UserOrNobody = () => ValidateIf((_, value: unknown) => value !== null);

export class AssignBody {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: nobody.', example: id })
  @UserOrNobody()
  @IsUUID()
  userId: string | null;
}

export class BulkDeleteBody {
  @Ids() ids: string[];
}

export class BulkAssignBody extends AssignBody {
  @Ids() ids: string[];
}

export class BulkChangeBody
  extends PickType(LeadBody, [
    'status',
    'stage',
    'source',
    'score',
    'value',
    'company',
    'city',
    'emailConsent',
    'smsConsent',
    'doNotEmail',
    'doNotText',
    'doNotCall',
  ] as const)
  implements BulkChange
{
  @TagIds('Tags that all the leads get.') addTagIds?: string[];
  @TagIds('Tags that are taken off all the leads.') removeTagIds?: string[];
}

export class BulkUpdateBody {
  @Ids() ids: string[];

  @ApiProperty({ type: BulkChangeBody, example: { status: 'CONTACTED' } })
  @IsDefined()
  @ValidateNested()
  @Type(() => BulkChangeBody)
  changes: BulkChangeBody;
}

export class BulkResponse {
  @ApiProperty({
    type: 'integer',
    example: 25,
    description: 'Leads that were changed; the others were so already.',
  })
  changed: number;
}

export class AddTagsBody {
  @TagIds('Tags of the team.') tagIds?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: 50,
    description: 'By name; new names become tags.',
    example: ['Hot'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsLine(60, 1, { each: true })
  names?: string[];
}

export class LeadTagParam extends IdParam {
  @ApiProperty({ format: 'uuid', example: id })
  @IsUUID()
  tagId: string;
}
