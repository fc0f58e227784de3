/**
 * Numbers as Python's `int()` and `float()` read them, because names and splits are copied from
 * Python code: `1_000` is a thousand, `1__0` and `_1` are nothing. ASCII only; Python would also
 * take other scripts' digits and white space around the number.
 */
const digits = "[0-9]+(?:_[0-9]+)*";
const integer = new RegExp(`^[+-]?${digits}$`);
const float = new RegExp(
  `^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:[eE][+-]?${digits})?$`,
);
const notFinite = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

/** What `int(text)` gives, or `undefined` where that raises. */
export function pythonInt(text: string): number | undefined {
  return integer.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

/** What `float(text)` gives, or `undefined` where that raises. */
export function pythonFloat(text: string): number | undefined {
  if (float.test(text)) return Number(text.replaceAll("_", ""));
  const special = notFinite.exec(text);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A number as `%g` prints it, six significant digits, which is how TFDS shows slice bounds. */
export function formatG(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential(5).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return withoutZeros(value.toFixed(5 - power));
  const sign = power < 0 ? "-" : "+";
  return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** `1.500` as `1.5`, `2.0` as `2`. */
function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
