/**
 * Which inverse DCT makes the pixels: `"accurate"` those of Pillow, torchvision and sharp, `"fast"`
 * those of TensorFlow's default. The two differ by up to some 25 levels.
 */
export type Dct = "accurate" | "fast";
