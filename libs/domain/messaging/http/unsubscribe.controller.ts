import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '@platform/http';
import { Unsubscribe } from '../unsubscribe/unsubscribe.service';
import { askPage, donePage, pageHeaders, unknownLinkPage } from './unsubscribe-page';

/** No limit per address: one mail provider posts for all its users. */
const path = { access: 'public', produces: 'text/html', idempotent: false, rateLimit: false } as const;

const unknownLink = {
  status: 404,
  description: 'A page that says that the link is not known.',
  content: { 'text/html': { schema: { type: 'string' as const } } },
};

/** Link and button of every marketing mail: no sign-in, no cookie, no redirect (RFC 8058 §3.1). */
@ApiTags('Unsubscribe')
@Controller('unsubscribe')
export class UnsubscribeController {
  constructor(private readonly unsubscribe: Unsubscribe) {}

  @Get(':token')
  @ApiResponse(unknownLink)
  @Endpoint({
    summary: 'Unsubscribe page',
    description: 'Shows a page with a button and changes nothing: mail scanners open every link.',
    ...path,
  })
  async page(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const subject = await this.unsubscribe.look(token);
    await send(reply, subject && (subject.done ? donePage : askPage)(subject.teamName));
  }

  @Post(':token')
  @ApiResponse(unknownLink)
  @ApiConsumes('application/x-www-form-urlencoded', 'multipart/form-data')
  @Endpoint({
    summary: 'Unsubscribe at once',
    description:
      'RFC 8058 one-click (`List-Unsubscribe=One-Click`), and the button of the page. Repeating it changes nothing.',
    ...path,
  })
  async take(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subject = await this.unsubscribe.take(token, {
      source: cameFromPage(body) ? 'unsubscribe_page' : 'one_click',
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
    });
    await send(reply, subject && donePage(subject.teamName));
  }
}

function send(reply: FastifyReply, html: string | null): FastifyReply {
  return reply
    .status(html === null ? 404 : 200)
    .headers(pageHeaders)
    .send(html ?? unknownLinkPage());
}

/** Whatever else the body says or is, a post to the link means one thing. */
function cameFromPage(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'from' in body && body.from === 'page';
}
