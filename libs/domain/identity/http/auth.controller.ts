import { Body, Controller, Headers, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Accounts, personOf, Sessions } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import {
  ChallengeResponse,
  CompleteLoginRequest,
  ForgotPasswordRequest,
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  RegisterResponse,
  ResetPasswordRequest,
  TokensResponse,
  VerifyEmailRequest,
} from './auth.dto';
import { AttemptLimit, AttemptLimitGuard } from './attempt-limit.guard';

@ApiTags('Sign-in')
@UseGuards(AttemptLimitGuard)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  @Post('register')
  @Endpoint({
    summary: 'Sign up: a user and a team that the user owns',
    access: 'public',
    status: 202,
    response: RegisterResponse,
  })
  async register(@Body() body: RegisterRequest): Promise<RegisterResponse> {
    await this.accounts.register(body);
    return new RegisterResponse();
  }

  @Post('login')
  @AttemptLimit('login')
  @Endpoint({
    summary: 'Sign in; whoever has a second step gets a challenge instead of tokens',
    access: 'public',
    response: TokensResponse,
    alternative: ChallengeResponse,
    errors: ['401:credentials_invalid'],
    idempotent: false,
  })
  async login(
    @Body() body: LoginRequest,
    @Headers('user-agent') userAgent?: string,
  ): Promise<TokensResponse | ChallengeResponse> {
    const answer = await this.accounts.login({ ...body, userAgent: userAgent ?? null });
    return 'challenge' in answer ? ChallengeResponse.from(answer) : TokensResponse.from(answer);
  }

  @Post('2fa')
  @AttemptLimit('second-factor')
  @Endpoint({
    summary: 'Complete a sign-in with the second step',
    access: 'public',
    response: TokensResponse,
    errors: ['401:challenge_invalid', '401:code_invalid', '429:too_many_codes'],
    idempotent: false,
  })
  completeLogin(
    @Body() body: CompleteLoginRequest,
    @Headers('user-agent') userAgent?: string,
  ): Promise<TokensResponse> {
    return this.accounts.completeLogin({ ...body, userAgent: userAgent ?? null }).then(TokensResponse.from);
  }

  @Post('refresh')
  @Endpoint({
    summary: 'Exchange a refresh token for new tokens',
    access: 'public',
    response: TokensResponse,
    errors: ['401:refresh_token_invalid'],
    idempotent: false,
  })
  refresh(@Body() { refreshToken }: RefreshRequest): Promise<TokensResponse> {
    return this.sessions.refresh(refreshToken).then(TokensResponse.from);
  }

  @Post('logout')
  @Endpoint({ summary: 'End this session', access: 'user', idempotent: false })
  async logout(@CurrentActor() { sessionId }: Actor): Promise<void> {
    if (sessionId) await this.sessions.end(sessionId);
  }

  @Post('forgot-password')
  @AttemptLimit('forgot')
  @Endpoint({
    summary: 'Ask for a link to choose a new password',
    access: 'public',
    status: 202,
    response: RegisterResponse,
    idempotent: false,
  })
  async forgotPassword(@Body() { email }: ForgotPasswordRequest): Promise<RegisterResponse> {
    await this.accounts.forgotPassword(email);
    return new RegisterResponse();
  }

  @Post('reset-password')
  @Endpoint({
    summary: 'Choose a new password by a mailed link',
    access: 'public',
    errors: ['422:link_invalid'],
  })
  resetPassword(@Body() { token, password }: ResetPasswordRequest): Promise<void> {
    return this.accounts.resetPassword(token, password);
  }

  @Post('verify-email')
  @Endpoint({
    summary: 'Confirm an e-mail address by a mailed link',
    access: 'public',
    errors: ['422:link_invalid'],
  })
  verifyEmail(@Body() { token }: VerifyEmailRequest): Promise<void> {
    return this.accounts.verifyEmail(token);
  }

  @Post('verify-email/resend')
  @AttemptLimit('resend')
  @Endpoint({
    summary: 'Mail the confirmation link again',
    access: 'user',
    status: 202,
    response: RegisterResponse,
  })
  async resendVerification(@CurrentActor() actor: Actor): Promise<RegisterResponse> {
    await this.accounts.resendVerification(personOf(actor));
    return new RegisterResponse();
  }
}
