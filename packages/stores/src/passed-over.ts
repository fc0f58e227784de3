/** Whether a file or folder is one that TFDS skips too: hidden, AppleDouble's `._x`, an editor's `x~`. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~");
}

/** In lower case: what desktops, NAS devices, file systems and unpackers put beside people's files. */
const clutter = new Set([
  ...["thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information"],
  ...["icon\r", "__macosx", "@eadir", "#recycle", "lost+found"],
]);

/** Whether a file or folder is no part of the data, whatever is in it: clutter, a read-me, a licence. */
export function isClutter(name: string): boolean {
  const plain = name.toLowerCase();
  return clutter.has(plain) || /^(readme|licen[cs]e)(\.(md|txt|rst|html?))?$/.test(plain);
}
