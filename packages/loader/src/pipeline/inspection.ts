/**
 * The method that Node's `console.log` calls for an object's text: `util.inspect.custom`, which is this
 * symbol everywhere. Without it an object that keeps all to itself is printed as `Dataset {}`.
 */
export const inspection: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** What the method is called with: the levels left to print, the options, and `util.inspect` itself. */
export type InspectionArguments = [
  depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
];

/** `Dataset { length: 67 }`, as Node prints an object of that class with these properties. */
export function inspected(
  name: string,
  properties: object,
  [depth, options, inspect]: InspectionArguments,
): string {
  return depth < 0 ? `[${name}]` : `${name} ${inspect(properties, options)}`;
}
