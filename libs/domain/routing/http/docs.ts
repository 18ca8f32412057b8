import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';

export const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
export const uuid = { format: 'uuid', example: id } as const;
export const orNobody = { type: String, format: 'uuid', nullable: true, example: id } as const;
export const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
export const orNever = { ...instant, nullable: true } as const;

/** May be left out; null is a mistake. */
export const Given = (docs: ApiPropertyOptions) =>
  applyDecorators(
    ApiPropertyOptional(docs),
    ValidateIf((_body, value) => value !== undefined),
  );
/** May be left out, and null says that there is none. */
export const GivenOrNone = (docs: ApiPropertyOptions) =>
  applyDecorators(
    ApiPropertyOptional(docs),
    ValidateIf((_body, value) => value !== undefined && value !== null),
  );
