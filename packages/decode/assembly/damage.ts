// What the entropy-coded bits may hold that they should not: a code that is none, too many coefficients.
let damaged: bool = false;

/** Whether there was any since the last {@link forgetDamage}. */
export function isDamaged(): bool {
  return damaged;
}

export function forgetDamage(): void {
  damaged = false;
}

// @inline
export function noteDamage(): void {
  damaged = true;
}
