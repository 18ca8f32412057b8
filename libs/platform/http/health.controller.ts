import { Controller, Get, Res } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.service';
import { Endpoint } from './endpoint';

export class HealthResponse {
  @ApiProperty({ enum: ['ok', 'unavailable'] }) status: 'ok' | 'unavailable';
}

export class ReadinessResponse extends HealthResponse {
  @ApiProperty({
    example: { database: 'ok', queue: 'ok' },
    additionalProperties: { type: 'string' },
    type: 'object',
  })
  checks: Record<string, string>;
}

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  @Endpoint({ summary: 'Is the process alive', access: 'public', response: HealthResponse, rateLimit: false })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @Endpoint({
    summary: 'Can it serve: database and queue',
    description: 'Open to anyone. 503 with the same body when a check fails; each check is given 2 s.',
    access: 'public',
    response: ReadinessResponse,
    rateLimit: false,
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessResponse> {
    const answer = await this.readiness.check();
    if (answer.status !== 'ok') void reply.status(503);
    return answer;
  }
}
