import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import {
  RUNNING_CHOICES,
  type MoveMapping,
  type NewWorkflow,
  type PublishRequest,
  type RunningChoice,
  type WorkflowChanges,
} from '@domain/workflows';
import { IsLine, IsText } from '@platform/validation';
import { definitionDocs } from './workflow.dto';

const given = () => ValidateIf((_body, value) => value !== undefined);
const nameDocs = { maxLength: 200, example: 'Speed to lead' } as const;
const descriptionDocs = {
  type: String,
  nullable: true,
  maxLength: 2_000,
  example: 'A text within a minute of a new inquiry.',
} as const;
const revisionDocs = { type: 'integer', minimum: 1, example: 7 } as const;
const lastRevision = 2_147_483_647;

export class CreateWorkflowBody implements NewWorkflow {
  @ApiProperty(nameDocs) @IsLine(200) name: string;
  @ApiPropertyOptional(descriptionDocs) @IsOptional() @IsText(2_000) description?: string | null;
  @ApiPropertyOptional({ ...definitionDocs, description: 'The draft; may be unfinished.' })
  @given()
  @IsObject()
  definition?: object;
}

export class UpdateWorkflowBody implements WorkflowChanges {
  @ApiPropertyOptional(nameDocs) @given() @IsLine(200) name?: string;
  @ApiPropertyOptional(descriptionDocs) @IsOptional() @IsText(2_000) description?: string | null;
}

export class WriteDraftBody {
  @ApiProperty(definitionDocs) @IsObject() definition: object;
  @ApiProperty({
    ...revisionDocs,
    description: '`draftRevision` of what was read: an edit of an older one is refused.',
  })
  @IsInt()
  @Min(1)
  @Max(lastRevision)
  revision: number;
}

export class ValidateWorkflowBody {
  @ApiPropertyOptional({ ...definitionDocs, description: 'Default: the draft.' })
  @given()
  @IsObject()
  definition?: object;
}

export class ToggleWorkflowBody {
  @ApiPropertyOptional({ description: 'Default: the other way than now.', example: true })
  @given()
  @IsBoolean()
  active?: boolean;
}

const stepName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
export const IsMapping = () =>
  ValidateBy({
    name: 'mapping',
    validator: {
      validate: (value) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length <= 200 &&
        Object.entries(value).every(
          ([from, to]) =>
            stepName.test(from) && (to === null || (typeof to === 'string' && stepName.test(to))),
        ),
      defaultMessage: () => '$property takes names of steps: { "<old>": "<new>" | null }',
    },
  });

export class PublishWorkflowBody implements PublishRequest {
  @ApiProperty({
    enum: RUNNING_CHOICES,
    description: 'What becomes of running leads: finish on their version, move at their next wait, or stop.',
    example: 'finish',
  })
  @IsIn(RUNNING_CHOICES)
  running: RunningChoice;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    description:
      'With `move`: where leads go whose step is gone or became another kind; null ends their run.',
    example: {},
  })
  @given()
  @IsMapping()
  mapping?: MoveMapping;

  @ApiPropertyOptional({
    ...revisionDocs,
    description: 'Refuses to publish any other revision of the draft.',
  })
  @given()
  @IsInt()
  @Min(1)
  @Max(lastRevision)
  revision?: number;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 500, example: 'Asks for a call earlier' })
  @IsOptional()
  @IsText(500)
  note?: string | null;

  @ApiPropertyOptional({ description: 'Lets leads enter from now on. Default: as it was.', example: true })
  @given()
  @IsBoolean()
  activate?: boolean;
}

export class FromLibraryBody {
  @ApiProperty({ maxLength: 60, example: 'speed-to-lead' })
  @MaxLength(60)
  @Matches(/^[a-z0-9-]+$/, { message: 'key must be that of an entry of the library' })
  key: string;

  @ApiPropertyOptional({ ...nameDocs, description: 'Default: the name of the entry.' })
  @given()
  @IsLine(200)
  name?: string;
}
