import { StreamableFile } from '@nestjs/common';

/** An iCalendar answer. */
export function calendarFile(ics: string, name: string): StreamableFile {
  return new StreamableFile(Buffer.from(ics), {
    type: 'text/calendar; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
  });
}
