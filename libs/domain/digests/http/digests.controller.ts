import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Digests } from '@domain/digests';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { DigestSettings } from './digests.dto';

/** A person's own; an API key has none. */
@ApiTags('Digests')
@Controller('digest')
export class DigestsController {
  constructor(private readonly digests: Digests) {}

  @Get()
  @Endpoint({ summary: 'My daily digest by mail', access: 'user', response: DigestSettings })
  get(@CurrentActor() { scope, id }: Actor): Promise<DigestSettings> {
    return this.digests.get(scope, id);
  }

  @Put()
  @Endpoint({
    summary: 'Set the hour of my daily digest, or end it',
    description:
      'Tasks that are due, new leads, leads that wrote, and unread notifications of the types that are set to it; a day without any of ' +
      'them brings no mail.',
    access: 'user',
    response: DigestSettings,
  })
  change(@CurrentActor() { scope, id }: Actor, @Body() body: DigestSettings): Promise<DigestSettings> {
    return this.digests.put(scope, id, body);
  }
}
