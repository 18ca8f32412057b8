import 'reflect-metadata';
import { RescoreRepository } from '../../libs/domain/scoring/rescore/rescore.repository';
process.on('message', ({ ids, rules, at, cause, onlyChanged }: any) => {
  const tx = {
    one: async (_s: any, sql: any) => {
      process.send!({ text: sql.text, values: sql.values });
      return { crossings: [] };
    },
  };
  void new RescoreRepository().rescore(tx as any, ids, rules, { at: new Date(at), cause, onlyChanged });
});
process.send!({ ready: true });
