import { ApiProperty } from '@nestjs/swagger';
import type { CampaignFigures, CampaignRates, CampaignStats } from '@domain/campaigns';

const share = (example: number) =>
  ({ type: Number, nullable: true, minimum: 0, maximum: 1, example }) as const;
const count = (example: number, description?: string) =>
  ({ type: 'integer', minimum: 0, example, description }) as const;

/** Shares from 0 to 1; null while there is nothing to divide by. */
export class CampaignRatesResponse implements CampaignRates {
  @ApiProperty({ ...share(0.9836), description: 'Of sent.' }) delivered: number | null;
  @ApiProperty({ ...share(0.0109), description: 'Of sent.' }) bounced: number | null;
  @ApiProperty({ ...share(0.35), description: 'Of delivered, like all below.' }) opened: number | null;
  @ApiProperty(share(0.0833)) clicked: number | null;
  @ApiProperty(share(0)) replied: number | null;
  @ApiProperty(share(0.0056)) unsubscribed: number | null;
  @ApiProperty(share(0)) complained: number | null;
}

/** audience = accepted + skipped + failed + uncertain + cancelled + pending. Counted from the messages at this moment. */
export class CampaignFiguresResponse implements CampaignFigures {
  @ApiProperty(count(200)) audience: number;
  @ApiProperty(count(0, 'queued + inFlight + held; 0 once the campaign has ended.')) pending: number;
  @ApiProperty(count(0)) queued: number;
  @ApiProperty(count(0, 'Being handed to the provider.')) inFlight: number;
  @ApiProperty(count(0, 'Waiting for a send window, a frequency cap or a person.')) held: number;
  @ApiProperty(count(183, 'The provider has it; bounced ones included.')) accepted: number;
  @ApiProperty(count(183, 'As accepted, with those that failed afterwards.')) sent: number;
  @ApiProperty(count(180)) delivered: number;
  @ApiProperty(count(63, 'By a person, each message once.')) opened: number;
  @ApiProperty(count(4, 'By a mail proxy only.')) machineOpened: number;
  @ApiProperty(count(15)) clicked: number;
  @ApiProperty(count(0)) replied: number;
  @ApiProperty(count(2)) bounced: number;
  @ApiProperty(count(0)) failed: number;
  @ApiProperty(count(17)) skipped: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Skipped messages by reason.',
    example: { no_address: 12, suppressed: 5 },
  })
  skippedReasons: Record<string, number>;
  @ApiProperty(count(0, 'Handed over without a known outcome; never sent again.')) uncertain: number;
  @ApiProperty(count(0)) cancelled: number;
  @ApiProperty(count(1)) unsubscribed: number;
  @ApiProperty(count(0)) complained: number;
  @ApiProperty(count(0, 'SMS segments.')) segments: number;
  @ApiProperty({ type: CampaignRatesResponse }) rates: CampaignRatesResponse;
}

export class VariantFiguresResponse extends CampaignFiguresResponse {
  @ApiProperty({ example: 'A' }) variant: string;
}

export class CampaignStatsResponse extends CampaignFiguresResponse implements CampaignStats {
  @ApiProperty({ type: [VariantFiguresResponse], description: 'Of an A/B split; else empty.' })
  variants: VariantFiguresResponse[];
}
