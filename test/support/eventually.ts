/** Repeats `check` until it no longer throws; fails with its last error after `withinMs`. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  withinMs = 15_000,
  everyMs = 50,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
