import type { Text } from './text';
import { messageResource } from './text';

export interface ListQuery {
  To?: string;
  From?: string;
  DateSent?: string;
  'DateSent<'?: string;
  'DateSent>'?: string;
  PageSize?: string;
  Page?: string;
}

/** A page of the message list, newest first, with the provider's paging fields. */
export function messageList(account: string, texts: readonly Text[], query: ListQuery) {
  const pageSize = Math.min(1_000, Math.max(1, Math.trunc(Number(query.PageSize ?? 50)) || 50));
  const page = Math.max(0, Math.trunc(Number(query.Page ?? 0)) || 0);
  const matching = texts.filter((text) => text.account === account && matches(text, query));
  const start = page * pageSize;
  const messages = matching.slice(start, start + pageSize).map(messageResource);
  const uriOf = (number: number) => {
    const search = new URLSearchParams({ ...query, PageSize: String(pageSize), Page: String(number) });
    return `/2010-04-01/Accounts/${account}/Messages.json?${search}`;
  };
  return {
    messages,
    page,
    page_size: pageSize,
    start,
    end: start + Math.max(0, messages.length - 1),
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < matching.length ? uriOf(page + 1) : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
  };
}

function matches(text: Text, query: ListQuery): boolean {
  if (query.To !== undefined && text.to !== query.To) return false;
  if (query.From !== undefined && text.from !== query.From) return false;
  const day = new Date(text.createdAt).toISOString().slice(0, 10);
  const on = query.DateSent?.slice(0, 10);
  const until = query['DateSent<']?.slice(0, 10);
  const since = query['DateSent>']?.slice(0, 10);
  return (!on || day === on) && (!until || day <= until) && (!since || day >= since);
}
