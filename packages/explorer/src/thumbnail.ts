/** Twice a tile's side, for dense screens; a few kilobytes. */
export const thumbnailSide = 256;
/** Of the JPEG, 1 to 100. */
export const thumbnailQuality = 80;
