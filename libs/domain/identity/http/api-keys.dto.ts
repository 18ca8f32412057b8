import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  Length,
} from 'class-validator';
import type { ApiKey, ApiKeyRequest } from '@domain/identity';
import { apiKeyScopes, type Permission } from '@platform/auth';
import { pageResponse } from '@platform/http';

export class CreateApiKeyRequest implements ApiKeyRequest {
  @ApiProperty({ example: 'Website form', maxLength: 100 })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 100)
  name: string;

  @ApiProperty({
    enum: apiKeyScopes,
    isArray: true,
    enumName: 'ApiKeyScope',
    example: ['leads:read', 'leads:write'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(apiKeyScopes.length)
  @ArrayUnique()
  @IsIn(apiKeyScopes, { each: true })
  scopes: Permission[];

  @ApiPropertyOptional({ format: 'date-time', description: 'Left out: the key works until it is revoked.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  expiresAt?: Date;
}

export class ApiKeyResponse implements ApiKey {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Website form' }) name: string;
  @ApiProperty({ example: 'k3x9qz2a', description: 'The part of the key that is not secret.' })
  prefix: string;
  @ApiProperty({ enum: apiKeyScopes, isArray: true, enumName: 'ApiKeyScope' }) scopes: Permission[];
  @ApiProperty({ format: 'uuid' }) createdById: string;
  @ApiProperty({ format: 'date-time' }) createdAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastUsedAt: Date | null;

  static from(this: void, apiKey: ApiKey): ApiKeyResponse {
    return Object.assign(new ApiKeyResponse(), apiKey);
  }
}

export class NewApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({
    example: 'crm_live_k3x9qz2a_…',
    description: 'The whole key. It is shown here and never again.',
  })
  key: string;

  static fromNew(this: void, { apiKey, key }: { apiKey: ApiKey; key: string }): NewApiKeyResponse {
    return Object.assign(new NewApiKeyResponse(), apiKey, { key });
  }
}

export class ApiKeyPage extends pageResponse(ApiKeyResponse) {}
