import { ApiProperty, ApiPropertyOptional, type ApiBodyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional } from 'class-validator';
import {
  DUPLICATE_POLICIES,
  IMPORT_STATES,
  type DuplicatePolicy,
  type ImportState,
  type LeadImport,
  type Upload,
} from '@domain/leads';
import { pageResponse } from '@platform/http';

const mapping = {
  type: 'object',
  additionalProperties: { type: 'string', nullable: true },
  description: 'Column → field of a lead, `custom.<key>`, or null to leave it out.',
  example: { 'First Name': 'firstName', Email: 'email', Budget: 'custom.budget' },
} as const;
const policy = {
  enum: DUPLICATE_POLICIES,
  default: 'skip',
  description: 'What happens to a row whose email or phone a lead has already.',
} as const;

export class StartImportBody {
  @ApiPropertyOptional({ ...mapping, description: `${mapping.description} Default: as suggested.` })
  @IsOptional()
  @IsObject()
  mapping?: Record<string, unknown>;

  @ApiPropertyOptional(policy)
  @IsOptional()
  @IsIn(DUPLICATE_POLICIES)
  onDuplicate?: DuplicatePolicy;
}

/** The fields of the upload form besides the file; a form knows only text. */
export class ImportFormFields extends StartImportBody {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parseJson(value) : value))
  override mapping?: Record<string, unknown>;

  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsOptional()
  @IsBoolean()
  start?: boolean;
}

/** What is no JSON stays text, for the rule to refuse. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Documents the form, for the API description. */
export const importForm: ApiBodyOptions = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: {
      file: { type: 'string', format: 'binary', description: 'CSV, at most 10 MB; comma, semicolon or tab.' },
      mapping: { type: 'string', description: 'JSON: column → field. With it the import starts at once.' },
      onDuplicate: { type: 'string', enum: [...DUPLICATE_POLICIES], default: 'skip' },
      start: {
        type: 'boolean',
        default: false,
        description: 'Start at once if every column is clear by its name.',
      },
    },
  },
};

const instant = {
  type: String,
  format: 'date-time',
  nullable: true,
  example: '2026-03-01T15:04:05.000Z',
} as const;
const count = (description: string) => ApiProperty({ type: 'integer', example: 0, description });

export class LeadImportResponse {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'leads.csv' }) fileName: string;
  @ApiProperty({ enum: IMPORT_STATES, example: 'running' }) state: ImportState;
  @ApiProperty({ type: [String], example: ['First Name', 'Email', 'Budget'] }) columns: string[];
  @ApiProperty(mapping) mapping: Record<string, string | null>;
  @ApiProperty(policy) onDuplicate: DuplicatePolicy;
  @ApiProperty({ example: 'utf-8' }) encoding: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Null until the file has been read once.',
    example: 200,
  })
  totalRows: number | null;
  @count('Rows that became leads.') created: number;
  @count('Rows that changed a lead.') updated: number;
  @count('Rows left out as duplicates.') skipped: number;
  @count('Rows refused; see the errors.') failed: number;
  @ApiProperty({ type: String, nullable: true, description: '`code: sentence` when the import failed.' })
  error: string | null;
  @ApiProperty({ ...instant, nullable: false }) createdAt: Date;
  @ApiProperty(instant) startedAt: Date | null;
  @ApiProperty(instant) finishedAt: Date | null;

  static from(this: void, found: LeadImport): LeadImportResponse {
    return {
      id: found.id,
      fileName: found.fileName,
      state: found.state,
      columns: found.columns,
      mapping: found.mapping,
      onDuplicate: found.onDuplicate,
      encoding: found.encoding,
      totalRows: found.totalRows,
      created: found.created,
      updated: found.updated,
      skipped: found.skipped,
      failed: found.failed,
      error: found.error,
      createdAt: found.createdAt,
      startedAt: found.startedAt,
      finishedAt: found.finishedAt,
    };
  }
}

export class UploadedImportResponse extends LeadImportResponse {
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    description: 'The first 20 rows, one cell per column.',
    example: [['Ana', 'ana.lopez@example.com', '450000']],
  })
  preview: string[][];

  @ApiProperty({
    type: [String],
    description: 'Columns that mean what another one means already; decide and start the import.',
    example: [],
  })
  ambiguous: string[];

  static of(this: void, found: LeadImport, { preview, ambiguous }: Upload): UploadedImportResponse {
    return { ...LeadImportResponse.from(found), preview, ambiguous };
  }
}

export class LeadImportPage extends pageResponse(LeadImportResponse) {}
