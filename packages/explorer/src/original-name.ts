/**
 * What a stored picture is called in an address and in an export: its number, with the ending of its own
 * name, by which a web server tells the type. Endings of what is no picture are not taken over.
 */
export function originalName(index: number, fileName: string): string {
  const [, ending = "jpeg"] = /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i.exec(fileName) ?? [];
  return `${index}.${ending.toLowerCase()}`;
}
