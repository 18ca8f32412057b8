import { ApiProperty } from '@nestjs/swagger';
import { FACT_LIST, LIBRARY, type FactType, type ListedFact, type TriggerType } from '@domain/workflows';

export class LibraryEntryResponse {
  @ApiProperty({ example: 'speed-to-lead' }) key: string;
  @ApiProperty({ example: 'Speed to lead' }) name: string;
  @ApiProperty({ example: 'A text within a minute of a new inquiry.' }) description: string;
  @ApiProperty({ type: [String], description: 'Tags it uses; those the team lacks are made.', example: [] })
  tags: string[];
  @ApiProperty({ example: 'LEAD_CREATED' }) triggerType: string;
  @ApiProperty({ type: 'integer', description: 'Number of steps.', example: 11 }) steps: number;
}

export const libraryEntries: LibraryEntryResponse[] = LIBRARY.map(
  ({ key, name, description, tags, build }) => {
    const { trigger, nodes } = build((tag) => tag);
    const steps = Object.keys(nodes).length;
    return { key, name, description, tags: [...tags], triggerType: trigger.type, steps };
  },
);

export class FactResponse implements ListedFact {
  @ApiProperty({ example: 'lead.status' }) name: string;
  @ApiProperty({ enum: ['text', 'number', 'boolean', 'instant', 'texts', 'any'], example: 'text' })
  type: FactType;
  @ApiProperty({ example: 'Status' }) about: string;
  @ApiProperty({ type: [String], example: ['eq', 'ne', 'in', 'not_in'] }) operators: ListedFact['operators'];
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The only values there are.',
    example: ['NEW', 'WON'],
  })
  options: readonly string[] | null;
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Triggers that know it; null: all.',
    example: null,
  })
  triggers: readonly TriggerType[] | null;
}

export const facts: FactResponse[] = [...FACT_LIST];
