export default async function globalTeardown(): Promise<void> {
  const { brickworkStops } = globalThis as { brickworkStops?: (() => Promise<void>)[] };
  for (const stop of brickworkStops ?? []) await stop();
}
