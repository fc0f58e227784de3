/** What the values of property tests are drawn by. */
export const seed = Number(process.env.SEED || 14);
if (!Number.isInteger(seed)) throw new Error(`SEED=${process.env.SEED} is not a whole number.`);
