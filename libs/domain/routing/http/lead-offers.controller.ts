import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Claims } from '@domain/routing';
import { DomainError } from '@platform/errors';
import { Endpoint } from '@platform/http';
import { claimedPage, offerPage, offerPageHeaders, takenPage, unknownLinkPage } from './offer-page';

const path = { access: 'public', produces: 'text/html', idempotent: false } as const;
const page = (status: number, description: string) => ({
  ...{ status, description },
  content: { 'text/html': { schema: { type: 'string' as const } } },
});

/** The link that a person was sent with an offer. It takes the lead for that person and shows nothing of who it is about. */
@ApiTags('Lead routing')
@Controller('lead-offers')
export class LeadOffersController {
  constructor(private readonly claims: Claims) {}

  @Get(':token')
  @ApiResponse(page(404, 'A page that says that the link is not known.'))
  @Endpoint({
    summary: 'What is offered',
    description: 'Shows a page with a button and changes nothing: mail scanners open every link.',
    ...path,
  })
  async show(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const offer = await this.claims.look(token);
    await send(reply, offer ? 200 : 404, offer ? offerPage(offer) : unknownLinkPage());
  }

  @Post(':token')
  @ApiResponse(page(404, 'A page that says that the link is not known.'))
  @ApiResponse(page(409, 'A page that says that the lead is taken, or that the offer has ended.'))
  @ApiConsumes('application/x-www-form-urlencoded', 'multipart/form-data')
  @Endpoint({
    summary: 'Claim the lead',
    description: 'The button of the page. The first has it; repeating it changes nothing.',
    ...path,
  })
  async claim(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    try {
      await this.claims.claimByLink(token);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind === 'conflict') return void (await send(reply, 409, takenPage(error.message)));
      if (error.kind === 'not_found') return void (await send(reply, 404, unknownLinkPage()));
      throw error;
    }
    await send(reply, 200, claimedPage());
  }
}

function send(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).headers(offerPageHeaders).send(html);
}
