/**
 * What came of each invitation, in their order. Who cannot come, for want of a Python or a file, is left
 * out, which stderr tells.
 */
export async function invite<N extends string, T>(
  names: readonly N[],
  come: (name: N) => Promise<T>,
): Promise<T[]> {
  const guests: T[] = [];
  for (const name of names) {
    try {
      guests.push(await come(name));
    } catch (error) {
      console.error(`Without ${name}: ${(error as Error).message.trim().split("\n").at(-1)}`);
    }
  }
  return guests;
}
