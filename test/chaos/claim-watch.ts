import type { ServiceProcess } from '../support/service-process';
import type { ChaosRig } from './chaos-rig';

export interface ClaimWatch {
  /** Stops the worker with a chunk claimed and not handed over; answers how many it holds. */
  stopAtClaim(worker: ServiceProcess, sourceId: string): Promise<number>;
  end(): Promise<void>;
}

/** Postgres tells when the claim of a chunk commits: what follows in the worker takes only milliseconds. */
export async function claimsToldBy(rig: ChaosRig): Promise<ClaimWatch> {
  const client = await rig.admin.connect();
  let claimed = Promise.withResolvers<void>();
  client.on('notification', () => claimed.resolve());
  await client.query(`CREATE FUNCTION tell_claim() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('claimed', NEW.id::text); RETURN NEW; END $$`);
  await client.query(`CREATE TRIGGER tell_claim AFTER UPDATE ON message_chunk FOR EACH ROW
    WHEN (NEW.state = 'claimed' AND OLD.state = 'queued') EXECUTE FUNCTION tell_claim()`);
  await client.query('LISTEN claimed');
  return {
    stopAtClaim: async (worker, sourceId) => {
      await claimed.promise;
      claimed = Promise.withResolvers();
      await worker.kill('SIGSTOP');
      // What it had sent off before the signal may still be on its way.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const held = await rig.rows(`SELECT id FROM message_chunk WHERE source_id = $1 AND state = 'claimed'`, [
        sourceId,
      ]);
      return held.length;
    },
    end: async () => {
      await client.query(
        'UNLISTEN claimed; DROP TRIGGER tell_claim ON message_chunk; DROP FUNCTION tell_claim()',
      );
      client.release();
    },
  };
}
