/**
 * Whether Pillow itself, before libjpeg sees the file, refuses a JPEG's headers: what
 * `JpegImageFile._open` of Pillow 13 raises for. It reads more than libjpeg does (JFIF, Adobe, Photoshop and
 * ICC segments), and takes fewer markers.
 *
 * @param bytes that begin with `FF D8 FF`
 * @returns the byte at which it gives up, or `undefined`
 */
export function pillowGivesUpAt(bytes: Uint8Array): number | undefined {
  const profiles: Uint8Array[] = [];
  let framed = false;
  let at = 2;
  while (true) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return bytes.length;
    const marker = bytes[++at] as number;
    if (marker === 0xff) continue;
    at++;
    if (marker === 0x00) continue;
    if (marker < 0xc0) return at - 2;
    if (hasNoSegment(marker)) continue;
    if (at + 2 > bytes.length) return at;
    const length = word(bytes, at) - 2;
    at += 2;
    if (at + Math.max(0, length) > bytes.length) return at;
    const payload = bytes.subarray(at, at + Math.max(0, length));
    if (isProfile(marker, payload)) profiles.push(payload);
    if (!canRead(marker, payload, profiles)) return at;
    framed ||= isFrame(marker);
    at += payload.length;
    if (marker === 0xda) return framed ? undefined : at;
  }
}

/** JPG, restart markers, start and end of image, and JPG0 to JPG13: nothing is read behind them. */
function hasNoSegment(marker: number): boolean {
  return marker === 0xc8 || (marker >= 0xd0 && marker <= 0xd9) || (marker >= 0xf0 && marker < 0xfe);
}

function isFrame(marker: number): boolean {
  return (
    marker === 0xde || (marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
  );
}

function canRead(marker: number, payload: Uint8Array, profiles: readonly Uint8Array[]): boolean {
  if (isFrame(marker)) return canReadFrame(payload) && canReadProfiles(profiles);
  if (marker === 0xdb) return canReadQuantisers(payload);
  if (marker === 0xe0) return !begins(payload, "JFIF") || payload.length >= 7;
  if (marker === 0xee) return !begins(payload, "Adobe") || payload.length >= 7;
  if (marker === 0xed) return !begins(payload, "Photoshop 3.0\0") || canReadResources(payload);
  return true;
}

function canReadFrame(payload: Uint8Array): boolean {
  return payload.length >= 6 && payload.length % 3 === 0;
}

function canReadQuantisers(payload: Uint8Array): boolean {
  let at = 0;
  while (at < payload.length) at += (payload[at] as number) < 16 ? 65 : 129;
  return at === payload.length;
}

/** Image resources: a name must follow each code; where anything else is missing, Pillow stops. */
function canReadResources(payload: Uint8Array): boolean {
  let at = 14;
  while (begins(payload.subarray(at), "8BIM")) {
    at += 6;
    if (at > payload.length) return true;
    const name = payload[at];
    if (name === undefined) return false;
    at += 1 + name;
    at += at & 1;
    if (at + 4 > payload.length) return true;
    at += 4 + word(payload, at) * 65_536 + word(payload, at + 2);
    at += at & 1;
  }
  return true;
}

function isProfile(marker: number, payload: Uint8Array): boolean {
  return marker === 0xe2 && begins(payload, "ICC_PROFILE\0");
}

/** The first of the profile's parts, in the order of their bytes, must have a number of parts. */
function canReadProfiles(profiles: readonly Uint8Array[]): boolean {
  const numbers = profiles.map((part) => [part[12] ?? -1, part[13] ?? -1] as const);
  const [first] = numbers.sort(([a, b], [c, d]) => a - c || b - d);
  return first === undefined || first[1] >= 0;
}

function begins(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
