import { definitionProblems } from '../definition/definition-problems';
import { referencesIn } from '../definition/references';
import { LIBRARY, libraryEntry } from './library';

const ids = new Map<string, string>();
const tag = (name: string): string => {
  const id = ids.get(name) ?? `01936f5e-8c1a-7b3e-9d2f-${String(ids.size).padStart(12, '0')}`;
  ids.set(name, id);
  return id;
};

describe('the library', () => {
  it('has the five workflows', () => {
    expect(LIBRARY.map(({ key }) => key)).toEqual([
      'speed-to-lead',
      'new-buyer-nurture',
      'open-house-follow-up',
      'past-client-anniversary',
      'no-reply-revival',
    ]);
  });

  it.each(LIBRARY.map((entry) => [entry.key, entry] as const))('%s passes every check', (key, entry) => {
    expect(libraryEntry(key)).toBe(entry);
    expect(definitionProblems(entry.build(tag)).problems).toEqual([]);
  });

  it.each(LIBRARY.map((entry) => [entry.key, entry] as const))('%s names each tag it uses', (_key, entry) => {
    const asked = new Set<string>();
    const definition = entry.build((name) => {
      asked.add(name);
      return tag(name);
    });
    expect([...asked].sort()).toEqual([...entry.tags].sort());
    const elsewhere = referencesIn(definition).filter(({ to }) => to !== 'tag');
    expect(elsewhere).toEqual([]);
  });

  it('texts a new lead before anything waits', () => {
    const { nodes, start } = libraryEntry('speed-to-lead')!.build(tag);
    const way: string[] = [];
    for (let id: string = start; ;) {
      const node = nodes[id]!;
      way.push(node.kind);
      if (node.kind === 'SEND_SMS' || way.length > 10) break;
      id = node.kind === 'BRANCH' ? node.yes : (node as { next: string }).next;
    }
    expect(way).toEqual(['ASSIGN', 'BRANCH', 'SEND_SMS']);
  });
});
