import type { ChaosRig } from './chaos-rig';

/** A key whose request died with the API is free after a minute; no test waits for it. */
export async function letKeysGo(rig: ChaosRig): Promise<void> {
  await rig.admin.query(
    `UPDATE idempotency_record SET created_at = created_at - interval '61 seconds' WHERE finished_at IS NULL`,
  );
}
